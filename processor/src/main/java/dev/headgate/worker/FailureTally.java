package dev.headgate.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How much has failed, and what records were given up for. Bounded whatever is thrown. Thread-safe. */
final class FailureTally {
    /** How many classes are told apart. */
    static final int MOST = 20;

    /** Where the rest is counted. */
    static final String OTHERS = "others";

    private final LongAdder failures = new LongAdder();
    private final Map<String, LongAdder> givenUpBy = new ConcurrentHashMap<>();

    /** An attempt, a batch or the delivery of a dead letter failed. */
    void failed() {
        failures.increment();
    }

    /** A record that failed with an exception of this class is not tried again. */
    void givenUp(String failureClass) {
        adder(failureClass).increment();
    }

    private LongAdder adder(String name) {
        LongAdder known = givenUpBy.get(name);
        return known == null ? newAdder(name) : known;
    }

    private synchronized LongAdder newAdder(String name) {
        boolean room = givenUpBy.size() < MOST || givenUpBy.containsKey(name);
        return givenUpBy.computeIfAbsent(room ? name : OTHERS, _ -> new LongAdder());
    }

    long failures() {
        return failures.sum();
    }

    /** By the name of the class. */
    Map<String, Long> givenUpBy() {
        return givenUpBy.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }
}
