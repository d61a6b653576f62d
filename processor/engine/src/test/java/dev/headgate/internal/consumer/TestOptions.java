package dev.headgate.internal.consumer;

import dev.headgate.api.CommitOptions;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.OutOfRange;
import dev.headgate.api.RetryPolicy;
import dev.headgate.internal.EngineOptions;
import java.time.Duration;
import java.util.Set;

/** The options of a poll loop that is gone through step by step. */
final class TestOptions {
    private TestOptions() {}

    static EngineOptions of(int queueRecords, int mapBytes, OutOfRange outOfRange) {
        return builder()
                .queueRecords(queueRecords)
                .mapBytes(mapBytes)
                .onOutOfRange(outOfRange)
                .build();
    }

    /** A revoke and a commit may each take that long. */
    static EngineOptions patient(Duration timeout) {
        return builder().commit(committing(timeout)).revokeTimeout(timeout).build();
    }

    /** Without a commit it begins at the end. */
    static EngineOptions fromTheEnd() {
        return builder()
                .initialOffset(InitialOffset.LATEST)
                .commit(committing(Duration.ofSeconds(1)))
                .build();
    }

    private static EngineOptions.Builder builder() {
        return EngineOptions.builder()
                .topics(Set.of("orders"))
                .workers(4)
                .queueRecords(512)
                .queueBytes(1 << 20)
                .partitionWindow(1024)
                .commit(committing(Duration.ofSeconds(5)))
                .retry(RetryPolicy.none())
                .drainTimeout(Duration.ofSeconds(5))
                .revokeTimeout(Duration.ofMillis(200));
    }

    private static CommitOptions committing(Duration timeout) {
        return new CommitOptions(Duration.ofSeconds(1), 1000, timeout);
    }
}
