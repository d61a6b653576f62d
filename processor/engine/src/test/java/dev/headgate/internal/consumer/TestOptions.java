package dev.headgate.internal.consumer;

import dev.headgate.api.CommitOptions;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.Ordering;
import dev.headgate.api.OutOfRange;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.ThreadKind;
import dev.headgate.api.Unavailability;
import dev.headgate.internal.EngineOptions;
import java.time.Duration;
import java.util.Set;

/** The options of a poll loop that is gone through step by step. */
final class TestOptions {
    private TestOptions() {}

    static EngineOptions of(int queueRecords, int mapBytes, OutOfRange outOfRange) {
        return of(
                queueRecords,
                mapBytes,
                outOfRange,
                InitialOffset.EARLIEST,
                Duration.ofSeconds(5),
                Duration.ofMillis(200));
    }

    /** A revoke and a commit may each take that long. */
    static EngineOptions patient(Duration timeout) {
        return of(512, 4000, OutOfRange.HALT, InitialOffset.EARLIEST, timeout, timeout);
    }

    /** Without a commit it begins at the end. */
    static EngineOptions fromTheEnd() {
        return of(512, 4000, OutOfRange.HALT, InitialOffset.LATEST, Duration.ofSeconds(1), Duration.ofMillis(200));
    }

    private static EngineOptions of(
            int queueRecords,
            int mapBytes,
            OutOfRange outOfRange,
            InitialOffset initial,
            Duration commitTimeout,
            Duration revokeTimeout) {
        return new EngineOptions(
                Set.of("orders"),
                Ordering.KEY,
                4,
                ThreadKind.VIRTUAL,
                queueRecords,
                1 << 20,
                1024,
                mapBytes,
                new CommitOptions(Duration.ofSeconds(1), 1000, commitTimeout),
                RetryPolicy.none(),
                Duration.ZERO,
                FailurePolicy.HALT,
                FailurePolicy.HALT,
                initial,
                outOfRange,
                Duration.ofSeconds(5),
                revokeTimeout,
                Unavailability.OF_WELL_KNOWN_CLIENTS);
    }
}
