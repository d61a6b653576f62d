package dev.headgate.internal.worker;

import dev.headgate.api.RejectedRecordException;
import dev.headgate.state.GiveUpReason;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How much has failed, and what records were given up for. Bounded whatever is thrown. Thread-safe. */
final class FailureTally {
    /** How many classes are told apart. */
    static final int MOST = 20;

    /** Where the rest is counted. */
    static final String OTHERS = "others";

    private final LongAdder failures = new LongAdder();
    private final Map<GiveUpReason, LongAdder> givenUp = Arrays.stream(GiveUpReason.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), _ -> new LongAdder()));
    private final Map<String, LongAdder> givenUpBy = new ConcurrentHashMap<>();

    /** An attempt, a batch or the delivery of a dead letter failed. */
    void failed() {
        failures.increment();
    }

    /** A record that failed with this is not tried again. */
    void givenUp(Throwable failure) {
        givenUp(reason(failure), failure.getClass().getName());
    }

    void givenUp(GiveUpReason reason, String failureClass) {
        Objects.requireNonNull(givenUp.get(reason)).increment();
        adder(failureClass).increment();
    }

    private static GiveUpReason reason(Throwable failure) {
        return switch (failure) {
            case RejectedRecordException _ -> GiveUpReason.REJECTED;
            case UndecodableRecordException _ -> GiveUpReason.UNDECODABLE;
            case AttemptTimeoutException _ -> GiveUpReason.TIMEOUT;
            default -> GiveUpReason.FAILED;
        };
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

    /** By reason. */
    Map<GiveUpReason, Long> givenUp() {
        return givenUp.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }
}
