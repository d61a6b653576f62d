package dev.headgate.dashboard;

import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.TimeCounts;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * About one second of the processor in figures: a point in each chart.
 *
 * @param epochMillis when it ended
 * @param inPerSecond records polled a second
 * @param outPerSecond records acknowledged by the sink a second
 * @param retriesPerSecond attempts after a first one a second
 * @param givenUpPerSecond records dead-lettered or skipped a second
 * @param lagRecords records that are not committed; -1 if nothing is known
 * @param lagMs the longest lag of a partition in ms
 * @param inFlight records polled and not ended
 * @param queued those of them that no worker has taken up yet
 * @param activeWorkers workers with a record in hand
 * @param partitions partitions assigned
 * @param pausedPartitions those of them that are paused
 * @param pauseReason why all are paused; {@link PauseReason#NONE} if not all are
 * @param pausedShare how much of the partitions' time each reason had them paused, 0 to 1; pauses between two looks are in
 *     it, and those of single partitions; a reason that had nothing is missing
 * @param queue the wait for a worker; empty if no record ended
 * @param handler the handler's time, backoffs included; as above
 * @param sink the sink's time to acknowledge; as above
 */
public record Sample(
        long epochMillis,
        double inPerSecond,
        double outPerSecond,
        double retriesPerSecond,
        double givenUpPerSecond,
        long lagRecords,
        long lagMs,
        int inFlight,
        int queued,
        int activeWorkers,
        int partitions,
        int pausedPartitions,
        PauseReason pauseReason,
        Map<PauseReason, Double> pausedShare,
        Optional<Latency> queue,
        Optional<Latency> handler,
        Optional<Latency> sink) {

    /** The share of one reason; 0 if it had nothing. */
    double pausedShare(PauseReason reason) {
        return pausedShare.getOrDefault(reason, 0.0);
    }

    /** What is read of the processor at one moment. */
    record Reading(EngineSnapshot engine, LagSnapshot lag, TimeCounts times) {
        static Reading of(StateView view) {
            return new Reading(
                    view.engine().get(), view.lag().get(), view.times().get());
        }
    }

    /** What happened between two readings. */
    static Sample between(Reading before, Reading after) {
        EngineSnapshot engine = after.engine();
        EngineCounters now = engine.counters();
        EngineCounters then = before.engine().counters();
        double seconds = Math.max(1, engine.epochMillis() - before.engine().epochMillis()) / 1_000.0;
        return new Sample(
                engine.epochMillis(),
                rate(then.consumed(), now.consumed(), seconds),
                rate(then.acked(), now.acked(), seconds),
                rate(then.retries(), now.retries(), seconds),
                rate(givenUp(then), givenUp(now), seconds),
                after.lag().epochMillis() == 0 ? -1 : after.lag().totalRecords(),
                after.lag().longestMs(),
                engine.inFlightRecords(),
                engine.queued(),
                engine.activeWorkers(),
                engine.partitions().size(),
                (int) engine.partitions().stream()
                        .filter(partition -> partition.pauseReason() != PauseReason.NONE)
                        .count(),
                engine.pauseReason(),
                pausedShare(before.engine(), engine),
                Latency.between(before.times().queue(), after.times().queue()),
                Latency.between(before.times().handler(), after.times().handler()),
                Latency.between(before.times().sink(), after.times().sink()));
    }

    private static Map<PauseReason, Double> pausedShare(EngineSnapshot before, EngineSnapshot after) {
        double elapsed = after.epochMillis() - before.epochMillis();
        Map<PauseReason, Double> shares = new EnumMap<>(PauseReason.class);
        if (elapsed <= 0) {
            return shares;
        }
        Map<String, PartitionSnapshot> known =
                before.partitions().stream().collect(Collectors.toMap(Sample::ownership, Function.identity()));
        for (PartitionSnapshot partition : after.partitions()) {
            PartitionSnapshot earlier = known.get(ownership(partition));
            partition.pausedMs().forEach((reason, ms) -> {
                long spent = ms - (earlier == null ? 0 : earlier.pausedMs().getOrDefault(reason, 0L));
                if (spent > 0) {
                    shares.merge(reason, spent / elapsed / after.partitions().size(), Double::sum);
                }
            });
        }
        shares.replaceAll((_, share) -> Math.min(1, Math.round(share * 1_000) / 1_000.0));
        return shares;
    }

    private static String ownership(PartitionSnapshot partition) {
        return partition.topic() + "-" + partition.partition() + "/" + partition.epoch();
    }

    private static long givenUp(EngineCounters counters) {
        return counters.deadLettered() + counters.skipped();
    }

    private static double rate(long before, long after, double seconds) {
        return Math.round(Math.max(0, after - before) / seconds * 10) / 10.0;
    }
}
