package dev.headgate.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Snapshots of an engine as tests want them: running, with one partition, unless told otherwise. */
public final class Snapshots {
    private EngineState state = EngineState.RUNNING;
    private PauseReason reason = PauseReason.NONE;
    private EngineCounters counters = EngineCounters.ZERO;
    private List<PartitionSnapshot> partitions = List.of(partition(0, 0));
    private Optional<String> error = Optional.empty();
    private long epochMillis = 1_000_000;
    private long failures;
    private Map<String, Long> givenUpBy = Map.of();

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

    /** To be called before what counts. */
    public Snapshots failed(long attempts, Map<String, Long> givenUp) {
        failures = attempts;
        givenUpBy = givenUp;
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
        counters = new EngineCounters(
                consumed,
                0,
                0,
                acked,
                deadLettered,
                skipped,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                Map.of(),
                failures,
                givenUpBy,
                Map.of());
        return this;
    }

    public Snapshots jumped(long times) {
        counters = new EngineCounters(
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, times, 0, Map.of(), failures, givenUpBy, Map.of());
        return this;
    }

    public Snapshots rebalanced(long rebalances, long losses) {
        counters = new EngineCounters(
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                rebalances,
                0,
                0,
                losses,
                0,
                0,
                Map.of(),
                failures,
                givenUpBy,
                Map.of());
        return this;
    }

    public static PartitionSnapshot partition(int number, long oldestAgeMs) {
        return partition(number, oldestAgeMs, PauseReason.NONE, Map.of());
    }

    public static PartitionSnapshot partition(
            int number, long oldestAgeMs, PauseReason why, Map<PauseReason, Long> pausedMs) {
        OptionalLong offset = OptionalLong.of(42);
        return new PartitionSnapshot(
                "orders",
                number,
                1,
                why,
                offset,
                offset,
                offset,
                1,
                7,
                "8000000000000000",
                offset,
                offset,
                oldestAgeMs,
                pausedMs);
    }

    public EngineSnapshot take() {
        return new EngineSnapshot(
                epochMillis, state, reason, 20, 100, 90, 75, 1_000, 10_000, 4, 8, 8, 8, 0, counters, partitions, error);
    }
}
