package dev.headgate.consumer;

import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.ThreadKind;
import dev.headgate.api.Unavailability;
import dev.headgate.model.EngineOptions;
import java.time.Duration;
import java.util.Set;

/** The options of a poll loop that is gone through step by step. */
final class TestOptions {
    private TestOptions() {}

    static EngineOptions of(int queueRecords, int mapBytes, EngineOptions.OutOfRange outOfRange) {
        return new EngineOptions(
                Set.of("orders"),
                Ordering.KEY,
                4,
                ThreadKind.VIRTUAL,
                queueRecords,
                1 << 20,
                1024,
                mapBytes,
                new EngineOptions.CommitOptions(Duration.ofSeconds(1), 1000, Duration.ofSeconds(1)),
                RetryPolicy.none(),
                Duration.ZERO,
                FailurePolicy.HALT,
                FailurePolicy.HALT,
                EngineOptions.InitialOffset.EARLIEST,
                outOfRange,
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                Unavailability.OF_WELL_KNOWN_CLIENTS);
    }
}
