package dev.headgate.simulation;

import dev.headgate.api.CommitOptions;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.Ordering;
import dev.headgate.api.OutOfRange;
import dev.headgate.api.RetryPolicy;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.sink.kafka.TransactionOptions;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What stays the same through a history: the engine's options and the world's.
 *
 * @param shuffled whether the order in which threads run is drawn at random
 * @param keys how many keys there are
 * @param brokerMetadataBytes the brokers' {@code offset.metadata.max.bytes}
 * @param keepsOrder of the sink
 * @param exactlyOnce whether outputs and offsets are committed in transactions
 * @param transactionTimeoutMs after how long the coordinator ends one by itself
 * @param staticMember whether engines that follow one another have one transactional id
 * @param ended whether the engine is shut down amid its work before the end
 * @param poison whether the sink hangs on some records or dies of them
 * @param hostile whether user code throws anything and changes what it is given; see {@link Strangers}
 */
record Settings(
        boolean shuffled,
        int partitions,
        int keys,
        Mode mode,
        Ordering ordering,
        int workers,
        int queueRecords,
        long queueBytes,
        int partitionWindow,
        int mapBytes,
        int brokerMetadataBytes,
        int commitMs,
        int commitRecords,
        int maxAttempts,
        int attemptTimeoutMs,
        FailurePolicy onFailure,
        InitialOffset initialOffset,
        OutOfRange outOfRange,
        int drainMs,
        int revokeMs,
        boolean keepsOrder,
        boolean exactlyOnce,
        int transactionTimeoutMs,
        boolean staticMember,
        boolean ended,
        boolean poison,
        boolean hostile) {

    static final String TOPIC = "orders";
    static final int COMMIT_TIMEOUT_MS = 400;
    private static final int LARGEST_WINDOW = 1_024;

    /** How the first stage works. */
    enum Mode {
        ONE_BY_ONE,
        TWO_STAGES,
        ASYNC,
        BATCH
    }

    static Settings draw(SplittableRandom random) {
        Mode mode = oneOf(
                random, Mode.ONE_BY_ONE, Mode.ONE_BY_ONE, Mode.ONE_BY_ONE, Mode.TWO_STAGES, Mode.ASYNC, Mode.BATCH);
        Settings drawn = new Settings(
                random.nextInt(8) > 0,
                1 + random.nextInt(4),
                1 + random.nextInt(6),
                mode,
                oneOf(random, Ordering.KEY, Ordering.KEY, Ordering.KEY, Ordering.PARTITION, Ordering.UNORDERED),
                1 + random.nextInt(6),
                oneOf(random, 4, 8, 16, 48, 96),
                oneOf(random, 1L << 20, 1L << 20, 120L, 400L),
                oneOf(random, 4, 8, 32, 128, 1024),
                oneOf(random, 0, 40, 4_000, 4_000),
                oneOf(random, 4_096, 4_096, 4_096, 14),
                oneOf(random, 10, 50, 200, 600),
                oneOf(random, 1, 10, 1_000),
                1 + random.nextInt(4),
                oneOf(random, 0, 60, 200),
                oneOf(
                        random,
                        FailurePolicy.HALT,
                        FailurePolicy.SKIP,
                        FailurePolicy.DEAD_LETTER,
                        FailurePolicy.DEAD_LETTER),
                oneOf(random, InitialOffset.EARLIEST, InitialOffset.EARLIEST, InitialOffset.LATEST),
                oneOf(random, OutOfRange.values()),
                oneOf(random, 50, 300, 2_000),
                oneOf(random, 20, 100, 500),
                mode != Mode.BATCH && random.nextInt(4) == 0,
                false,
                10_000,
                false,
                random.nextBoolean(),
                random.nextInt(3) == 0,
                random.nextBoolean());
        return drawn.poison && drawn.tellsPoisonApart() ? drawn.withRoomForOthers() : drawn.withoutPoison();
    }

    /** Whether others get through while one is in vain, and one that is given up doesn't end the engine. */
    private boolean tellsPoisonApart() {
        return onFailure != FailurePolicy.HALT
                && ordering != Ordering.PARTITION
                && mode != Mode.BATCH // one with a poison in it may hold the lane of all that there is room for
                && !keepsOrder
                && queueRecords >= 16
                && queueBytes > 1_000;
    }

    /** The same with transactions, as far as that goes. */
    Settings exactly(SplittableRandom random) {
        int map = mapBytes == 0 ? 64 : mapBytes == 40 ? 100 : mapBytes;
        return new Settings(
                shuffled,
                partitions,
                keys,
                mode,
                ordering,
                workers,
                queueRecords,
                queueBytes,
                Math.min(partitionWindow, OffsetMapCodec.recordsThatFit(map)),
                map,
                4_096,
                commitMs,
                commitRecords,
                maxAttempts,
                attemptTimeoutMs,
                onFailure,
                initialOffset,
                outOfRange,
                drainMs,
                revokeMs,
                true,
                true,
                Math.max(2 * commitMs, oneOf(random, 500, 1_500, 10_000)),
                random.nextBoolean(),
                ended,
                false,
                false);
    }

    @SafeVarargs
    private static <T> T oneOf(SplittableRandom random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    Settings firstComeFirstServed() {
        return with(false, partitions, mode, workers, onFailure);
    }

    Settings withPartitions(int count) {
        return with(shuffled, count, mode, workers, onFailure);
    }

    Settings oneByOne() {
        return with(shuffled, partitions, Mode.ONE_BY_ONE, workers, onFailure);
    }

    Settings withWorkers(int count) {
        return with(shuffled, partitions, mode, count, onFailure);
    }

    Settings friendly() {
        return with(shuffled, partitions, mode, workers, onFailure, poison, false);
    }

    Settings withPolicy(FailurePolicy policy) {
        return with(shuffled, partitions, mode, workers, policy, poison && policy != FailurePolicy.HALT, hostile);
    }

    private Settings withoutPoison() {
        return with(shuffled, partitions, mode, workers, onFailure, false, hostile);
    }

    /** In a full window that holds nothing but poison, nobody else can prove anything. */
    private Settings withRoomForOthers() {
        return with(shuffled, partitions, mode, workers, onFailure, true, hostile);
    }

    /** The same but for what a shrinker changes. */
    private Settings with(boolean shuffled, int partitions, Mode mode, int workers, FailurePolicy onFailure) {
        return with(shuffled, partitions, mode, workers, onFailure, poison, hostile);
    }

    private Settings with(
            boolean shuffled,
            int partitions,
            Mode mode,
            int workers,
            FailurePolicy onFailure,
            boolean poison,
            boolean hostile) {
        return new Settings(
                shuffled,
                partitions,
                keys,
                mode,
                ordering,
                workers,
                queueRecords,
                queueBytes,
                poison ? LARGEST_WINDOW : partitionWindow,
                mapBytes,
                brokerMetadataBytes,
                commitMs,
                commitRecords,
                maxAttempts,
                attemptTimeoutMs,
                onFailure,
                initialOffset,
                outOfRange,
                drainMs,
                revokeMs,
                keepsOrder,
                exactlyOnce,
                transactionTimeoutMs,
                staticMember,
                ended,
                poison,
                hostile);
    }

    TransactionOptions transactions() {
        return new TransactionOptions(Duration.ofMillis(commitMs), Duration.ofMillis(transactionTimeoutMs));
    }

    EngineOptions engine() {
        return EngineOptions.builder()
                .topics(Set.of(TOPIC))
                .ordering(ordering)
                .workers(workers)
                .queueRecords(queueRecords)
                .queueBytes(queueBytes)
                .partitionWindow(partitionWindow)
                .mapBytes(mapBytes)
                .commit(new CommitOptions(
                        Duration.ofMillis(commitMs), commitRecords, Duration.ofMillis(COMMIT_TIMEOUT_MS)))
                .retry(new RetryPolicy(maxAttempts, Duration.ofMillis(10), 2, Duration.ofMillis(80), 0))
                .attemptTimeout(Duration.ofMillis(attemptTimeoutMs))
                .onFailure(onFailure)
                .onUndecodable(onFailure)
                .initialOffset(initialOffset)
                .onOutOfRange(outOfRange)
                .drainTimeout(Duration.ofMillis(drainMs))
                .revokeTimeout(Duration.ofMillis(revokeMs))
                .build();
    }
}
