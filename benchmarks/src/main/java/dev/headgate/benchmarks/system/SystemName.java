package dev.headgate.benchmarks.system;

import dev.headgate.api.ThreadKind;

/** The systems that are compared, by the names that the command line and the reports have for them. */
public enum SystemName {
    HEADGATE("headgate", Role.OURS),
    /** The same with an asynchronous handler: no thread waits for what is under way. */
    HEADGATE_ASYNC("headgate-async", Role.OURS),
    /** The same with workers on threads of the system, as Spring and Streams have them. */
    HEADGATE_PLATFORM("headgate-platform", Role.OURS),
    PARALLEL_CONSUMER("parallel-consumer", Role.PEER),
    SPRING("spring", Role.PEER),
    SPRING_ASYNC("spring-async", Role.PEER),
    STREAMS("streams", Role.PEER),
    SHARE("share", Role.PEER),
    NAIVE("naive", Role.PEER),
    /** No guarantees but the order of the partition, and the handler on the poll thread. */
    BARE("bare", Role.LIMIT),
    /** A virtual thread for each record, no order, nothing committed safely. */
    THREADS("threads", Role.LIMIT),
    /** As many virtual threads as there are workers, which do nothing but the handler, without Kafka. */
    HANDLERS("handlers", Role.LIMIT),
    /** The same on threads of the system. */
    HANDLERS_PLATFORM("handlers-platform", Role.LIMIT);

    /** What a system is in a comparison. */
    private enum Role {
        OURS,
        PEER,
        LIMIT
    }

    private final String text;
    private final Role role;

    SystemName(String text, Role role) {
        this.text = text;
        this.role = role;
    }

    public ConsumerSystem make() {
        return switch (this) {
            case HEADGATE -> HeadgateSystem.on(ThreadKind.VIRTUAL);
            case HEADGATE_ASYNC -> HeadgateSystem.async();
            case HEADGATE_PLATFORM -> HeadgateSystem.on(ThreadKind.PLATFORM);
            case PARALLEL_CONSUMER -> new ParallelConsumerSystem();
            case SPRING -> new SpringSystem();
            case SPRING_ASYNC -> new SpringAsyncSystem();
            case STREAMS -> new StreamsSystem();
            case SHARE -> new ShareSystem();
            case NAIVE -> new NaiveSystem();
            case BARE -> new BarePollLoop();
            case THREADS -> new VirtualThreadLoop();
            case HANDLERS -> new HandlersAlone(this, ThreadKind.VIRTUAL);
            case HANDLERS_PLATFORM -> new HandlersAlone(this, ThreadKind.PLATFORM);
        };
    }

    /** Whether it stands for what could be reached, rather than for what a user would pick. */
    public boolean isLimit() {
        return role == Role.LIMIT;
    }

    /** Whether it is Headgate, with whatever settings. */
    public boolean isHeadgate() {
        return role == Role.OURS;
    }

    /** Whether it is what a user would pick instead. */
    public boolean isPeer() {
        return role == Role.PEER;
    }

    @Override
    public String toString() {
        return text;
    }
}
