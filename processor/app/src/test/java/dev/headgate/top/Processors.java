package dev.headgate.top;

import dev.headgate.dashboard.Frame;
import dev.headgate.dashboard.Latency;
import dev.headgate.dashboard.Level;
import dev.headgate.dashboard.Sample;
import dev.headgate.dashboard.Verdict;
import dev.headgate.redrive.RedriveStatus;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.Snapshots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Processors as the tests of the terminal want them. */
final class Processors {
    static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

    private Processors() {}

    static PartitionSnapshot partition(String topic, int number, PauseReason reason, long ageMs, String map) {
        return new PartitionSnapshot(
                topic,
                number,
                1,
                reason,
                Map.of(),
                new PartitionSnapshot.Offsets(OptionalLong.of(900), OptionalLong.of(800), OptionalLong.of(800)),
                new PartitionSnapshot.Window(12, map.isEmpty() ? 0 : 7, map),
                Optional.of(new PartitionSnapshot.Oldest(12_345_678_901L, 0, ageMs, ageMs)));
    }

    /** One that is paused for its queue; the lag of each partition is a thousand times its number. */
    static Instance paused(String address, PartitionSnapshot... partitions) {
        List<PartitionLag> lags = new ArrayList<>();
        for (PartitionSnapshot each : partitions) {
            lags.add(new PartitionLag(
                    each.topic(),
                    each.partition(),
                    10_000,
                    800,
                    each.partition() * 1_000L,
                    OptionalLong.of(1_500),
                    false,
                    0));
        }
        Optional<Latency> latency = Optional.of(new Latency(1.25, 9.5));
        Sample now = new Sample(
                0,
                new Sample.Rates(1_234, 1_200, 3, 1),
                new Sample.Lag(9_200, 1_500, 20_000, 0),
                20,
                4,
                8,
                1,
                new Sample.Pauses(1, PauseReason.QUEUE, Map.of(PauseReason.QUEUE, 0.85)),
                new Sample.Latencies(latency, latency, latency));
        Frame frame = new Frame(
                "billing",
                List.of("orders"),
                new Verdict(
                        Level.WATCH, "Paused 85 % of the last minute: queue", Level.OK, "Nothing lost: all is well"),
                now,
                new Snapshots()
                        .paused(PauseReason.QUEUE)
                        .partitions(partitions)
                        .error("boom \u001b[2J of the sink")
                        .take(),
                new LagSnapshot(1, lags, Optional.empty()),
                List.of(),
                RedriveStatus.NONE,
                false);
        return new Instance(address, Optional.of(frame), Optional.empty());
    }

    static Instance gone(String address, long secondsAgo) {
        return new Instance(
                address,
                Optional.empty(),
                Optional.of(new Instance.Gone(NOW.minusSeconds(secondsAgo), "no answer within 3 s")));
    }
}
