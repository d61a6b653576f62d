package dev.headgate.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Snapshots of an engine as tests want them: running, with one partition, unless told otherwise. */
public final class Snapshots {
    private EngineState state = EngineState.RUNNING;
    private PauseReason reason = PauseReason.NONE;
    private EngineCounters.Records records = EngineCounters.ZERO.records();
    private EngineCounters.Failures failures = EngineCounters.ZERO.failures();
    private EngineCounters.Partitions rebalances = EngineCounters.ZERO.partitions();
    private List<PartitionSnapshot> partitions = List.of(partition(0, 0));
    private Optional<String> error = Optional.empty();
    private EngineSnapshot.Workers workers = new EngineSnapshot.Workers(8, 8, 8, 0);
    private long epochMillis = 1_000_000;

    public Snapshots state(EngineState is) {
        state = is;
        return this;
    }

    public Snapshots paused(PauseReason why) {
        reason = why;
        return this;
    }

    public Snapshots error(String message) {
        error = Optional.of(message);
        return this;
    }

    public Snapshots failed(long attempts, Map<String, Long> givenUpBy) {
        failures = new EngineCounters.Failures(attempts, 0, Map.of(), Map.of(), givenUpBy, 0);
        return this;
    }

    public Snapshots at(long millis) {
        epochMillis = millis;
        return this;
    }

    public Snapshots partitions(PartitionSnapshot... assigned) {
        partitions = List.of(assigned);
        return this;
    }

    public Snapshots counted(long consumed, long acked, long deadLettered, long skipped) {
        records = new EngineCounters.Records(consumed, 0, 0, acked, deadLettered, skipped, 0);
        return this;
    }

    public Snapshots jumped(long times) {
        rebalances = new EngineCounters.Partitions(0, 0, 0, 0, 0, 0, times);
        return this;
    }

    public Snapshots rebalanced(long times, long losses) {
        rebalances = new EngineCounters.Partitions(0, 0, times, 0, losses, 0, 0);
        return this;
    }

    public Snapshots workers(int active, int limit, int most, double handlerRate) {
        workers = new EngineSnapshot.Workers(active, most, limit, handlerRate);
        return this;
    }

    public static PartitionSnapshot partition(int number, long oldestAgeMs) {
        return partition(number, oldestAgeMs, PauseReason.NONE, Map.of());
    }

    /** One whose oldest record has been in a worker's hand all the time. */
    public static PartitionSnapshot partition(
            int number, long oldestAgeMs, PauseReason why, Map<PauseReason, Long> pausedMs) {
        return partition(number, new PartitionSnapshot.Oldest(42, 42, oldestAgeMs, oldestAgeMs), why, pausedMs);
    }

    public static PartitionSnapshot partition(
            int number, PartitionSnapshot.Oldest oldest, PauseReason why, Map<PauseReason, Long> pausedMs) {
        OptionalLong offset = OptionalLong.of(42);
        return new PartitionSnapshot(
                "orders",
                number,
                1,
                why,
                pausedMs,
                new PartitionSnapshot.Offsets(offset, offset, offset),
                new PartitionSnapshot.Window(1, 7, "8000000000000000"),
                Optional.of(oldest));
    }

    public EngineSnapshot take() {
        EngineCounters counters = new EngineCounters(records, failures, rebalances, EngineCounters.ZERO.commits());
        return new EngineSnapshot(
                epochMillis,
                state,
                reason,
                new EngineSnapshot.Queue(20, 100, 90, 75, 1_000, 10_000, 4),
                workers,
                counters,
                partitions,
                error);
    }
}
