package dev.headgate.benchmarks.system;

import dev.headgate.api.ThreadKind;

/** The systems that are compared, by the names that the command line and the reports have for them. */
public enum SystemName {
    HEADGATE("headgate"),
    /** The same with an asynchronous handler: no thread waits for what is under way. */
    HEADGATE_ASYNC("headgate-async"),
    /** The same with workers on threads of the system, as Spring and Streams have them. */
    HEADGATE_PLATFORM("headgate-platform"),
    PARALLEL_CONSUMER("parallel-consumer"),
    SPRING("spring"),
    SPRING_ASYNC("spring-async"),
    STREAMS("streams"),
    SHARE("share"),
    NAIVE("naive"),
    /** A limit, not a peer: no guarantees but the order of the partition, and the handler on the poll thread. */
    BARE("bare"),
    /** A limit, not a peer: a virtual thread for each record, no order, nothing committed safely. */
    THREADS("threads"),
    /** A limit, not a peer: so many virtual threads that do nothing but the handler, without Kafka. */
    HANDLERS("handlers"),
    /** The same on threads of the system. */
    HANDLERS_PLATFORM("handlers-platform");

    private final String text;

    SystemName(String text) {
        this.text = text;
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
        return switch (this) {
            case BARE, THREADS, HANDLERS, HANDLERS_PLATFORM -> true;
            default -> false;
        };
    }

    /** Whether it is Headgate, with whatever settings. */
    public boolean isHeadgate() {
        return this == HEADGATE || this == HEADGATE_ASYNC || this == HEADGATE_PLATFORM;
    }

    /** Whether it is what a user would pick instead. */
    public boolean isPeer() {
        return !isHeadgate() && !isLimit();
    }

    @Override
    public String toString() {
        return text;
    }
}
