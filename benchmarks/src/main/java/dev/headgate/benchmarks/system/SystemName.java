package dev.headgate.benchmarks.system;

import java.util.function.Supplier;

public enum SystemName {
    HEADGATE("headgate", HeadgateSystem::new),
    PARALLEL_CONSUMER("parallel-consumer", HeadgateSystem::new),
    SPRING("spring", HeadgateSystem::new),
    SPRING_ASYNC("spring-async", HeadgateSystem::new),
    STREAMS("streams", HeadgateSystem::new),
    SHARE("share", HeadgateSystem::new),
    NAIVE("naive", HeadgateSystem::new),
    BARE("bare", BarePollLoop::new),
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

    public boolean isLimit() {
        return this == BARE || this == THREADS;
    }

    @Override
    public String toString() {
        return text;
    }
}
