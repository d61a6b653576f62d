package dev.headgate.benchmarks.system;

import java.util.function.Supplier;

/** The systems that are compared, by the names that the command line and the reports have for them. */
public enum SystemName {
    HEADGATE("headgate", HeadgateSystem::new),
    PARALLEL_CONSUMER("parallel-consumer", ParallelConsumerSystem::new),
    SPRING("spring", SpringSystem::new),
    SPRING_ASYNC("spring-async", SpringAsyncSystem::new),
    STREAMS("streams", StreamsSystem::new),
    SHARE("share", ShareSystem::new),
    NAIVE("naive", NaiveSystem::new),
    /** A limit, not a peer: no guarantees but the order of the partition, and the handler on the poll thread. */
    BARE("bare", BarePollLoop::new),
    /** A limit, not a peer: a virtual thread for each record, no order, nothing committed safely. */
    THREADS("threads", VirtualThreadLoop::new);

    private final String text;
    private final Supplier<ConsumerSystem> make;

    SystemName(String text, Supplier<ConsumerSystem> make) {
        this.text = text;
        this.make = make;
    }

    public ConsumerSystem make() {
        return make.get();
    }

    /** Whether it stands for what could be reached, rather than for what a user would pick. */
    public boolean isLimit() {
        return this == BARE || this == THREADS;
    }

    @Override
    public String toString() {
        return text;
    }
}
