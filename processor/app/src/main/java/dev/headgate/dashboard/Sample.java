package dev.headgate.dashboard;

import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionLag;
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
 * @param rates records a second
 * @param lag how far the processor is behind
 * @param inFlight records polled and not ended
 * @param queued those of them that no worker has taken up yet
 * @param activeWorkers workers with a record in hand
 * @param partitions partitions assigned
 * @param pauses what is paused, and why
 * @param latencies how long the records took that ended
 */
public record Sample(
        long epochMillis,
        Rates rates,
        Lag lag,
        int inFlight,
        int queued,
        int activeWorkers,
        int partitions,
        Pauses pauses,
        Latencies latencies) {

    /**
     * Records a second.
     *
     * @param in polled
     * @param out acknowledged by the sink
     * @param retries attempts after a first one
     * @param givenUp dead-lettered or skipped
     */
    public record Rates(double in, double out, double retries, double givenUp) {
        private static Rates between(EngineCounters then, EngineCounters now, double seconds) {
            EngineCounters.Records before = then.records();
            EngineCounters.Records after = now.records();
            return new Rates(
                    rate(before.consumed(), after.consumed(), seconds),
                    rate(before.acked(), after.acked(), seconds),
                    rate(then.failures().retries(), now.failures().retries(), seconds),
                    rate(ofGivenUp(before), ofGivenUp(after), seconds));
        }

        private static long ofGivenUp(EngineCounters.Records records) {
            return records.deadLettered() + records.skipped();
        }

        private static double rate(long before, long after, double seconds) {
            return Math.round(Math.max(0, after - before) / seconds * 10) / 10.0;
        }
    }

    /**
     * How far the processor is behind.
     *
     * @param records records that are not committed; -1 if nothing is known
     * @param ms the longest lag of a partition in ms
     * @param endOffsets the end offsets of the partitions, added up: what comes in moves it
     * @param asOfMillis when the brokers said so; 0 if they have not yet
     */
    public record Lag(long records, long ms, long endOffsets, long asOfMillis) {
        private static Lag of(LagSnapshot lag) {
            return new Lag(
                    lag.epochMillis() == 0 ? -1 : lag.totalRecords(),
                    lag.longestMs(),
                    lag.partitions().stream().mapToLong(PartitionLag::endOffset).sum(),
                    lag.epochMillis());
        }
    }

    /**
     * What is paused, and why.
     *
     * @param partitions partitions that are paused
     * @param reason why all are paused; {@link PauseReason#NONE} if not all are
     * @param share how much of the partitions' time each reason had them paused, 0 to 1; pauses between two looks are in it,
     *     and those of single partitions; a reason that had nothing is missing
     */
    public record Pauses(int partitions, PauseReason reason, Map<PauseReason, Double> share) {
        private static Pauses between(EngineSnapshot before, EngineSnapshot after) {
            return new Pauses(countOf(after), after.pauseReason(), shares(before, after));
        }

        private static int countOf(EngineSnapshot engine) {
            return (int) engine.partitions().stream()
                    .filter(partition -> partition.pauseReason() != PauseReason.NONE)
                    .count();
        }

        private static Map<PauseReason, Double> shares(EngineSnapshot before, EngineSnapshot after) {
            double elapsed = after.epochMillis() - before.epochMillis();
            Map<PauseReason, Double> shares = new EnumMap<>(PauseReason.class);
            if (elapsed <= 0) {
                return shares;
            }
            Map<String, PartitionSnapshot> known =
                    before.partitions().stream().collect(Collectors.toMap(Pauses::ownership, Function.identity()));
            for (PartitionSnapshot partition : after.partitions()) {
                PartitionSnapshot earlier = known.get(ownership(partition));
                partition.pausedMs().forEach((reason, ms) -> {
                    long spent = ms - (earlier == null ? 0 : earlier.pausedMs().getOrDefault(reason, 0L));
                    if (spent > 0) {
                        shares.merge(
                                reason, spent / elapsed / after.partitions().size(), Double::sum);
                    }
                });
            }
            shares.replaceAll((_, share) -> Math.min(1, Math.round(share * 1_000) / 1_000.0));
            return shares;
        }

        private static String ownership(PartitionSnapshot partition) {
            return partition.topic() + "-" + partition.partition() + "/" + partition.epoch();
        }

        /** The share of one reason; 0 if it had nothing. */
        double shareOf(PauseReason wanted) {
            return share.getOrDefault(wanted, 0.0);
        }
    }

    /**
     * How long the records took that ended; empty if none did.
     *
     * @param queue the wait for a worker
     * @param handler the handler's time, backoffs included
     * @param sink the sink's time to acknowledge
     */
    public record Latencies(Optional<Latency> queue, Optional<Latency> handler, Optional<Latency> sink) {
        private static Latencies between(TimeCounts before, TimeCounts after) {
            return new Latencies(
                    Latency.between(before.queue(), after.queue()),
                    Latency.between(before.handler(), after.handler()),
                    Latency.between(before.sink(), after.sink()));
        }
    }

    /** The same rates, pauses' shares and latencies with what these say of the present moment. */
    Sample with(EngineSnapshot engine, LagSnapshot newest) {
        return new Sample(
                epochMillis,
                rates,
                Lag.of(newest),
                engine.queue().records(),
                engine.queue().queued(),
                engine.workers().active(),
                engine.partitions().size(),
                new Pauses(Pauses.countOf(engine), engine.pauseReason(), pauses.share()),
                latencies);
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
        double seconds = Math.max(1, engine.epochMillis() - before.engine().epochMillis()) / 1_000.0;
        return new Sample(
                engine.epochMillis(),
                Rates.between(before.engine().counters(), engine.counters(), seconds),
                Lag.of(after.lag()),
                engine.queue().records(),
                engine.queue().queued(),
                engine.workers().active(),
                engine.partitions().size(),
                Pauses.between(before.engine(), engine),
                Latencies.between(before.times(), after.times()));
    }
}
