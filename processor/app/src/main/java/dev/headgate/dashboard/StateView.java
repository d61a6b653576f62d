package dev.headgate.dashboard;

import dev.headgate.redrive.RedriveStatus;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.TimeCounts;
import java.util.List;
import java.util.function.Supplier;

/**
 * What may be seen of a processor. Thread-safe, if the suppliers are.
 *
 * @param group the consumer group
 * @param topics what is subscribed to
 * @param engine the engine's latest snapshot
 * @param lag the latest look at the lag
 * @param times how long records took so far
 * @param redrive how far the re-drive of dead letters is
 */
public record StateView(
        String group,
        List<String> topics,
        Supplier<EngineSnapshot> engine,
        Supplier<LagSnapshot> lag,
        Supplier<TimeCounts> times,
        Supplier<RedriveStatus> redrive) {

    /** A view of a processor that puts no dead letters back. */
    public StateView(
            String group,
            List<String> topics,
            Supplier<EngineSnapshot> engine,
            Supplier<LagSnapshot> lag,
            Supplier<TimeCounts> times) {
        this(group, topics, engine, lag, times, () -> RedriveStatus.NONE);
    }
}
