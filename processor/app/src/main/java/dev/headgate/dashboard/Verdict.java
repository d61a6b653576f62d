package dev.headgate.dashboard;

import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What to think of the processor, in one sentence, and whether data is lost, in another.
 *
 * @param level how much it wants attention
 * @param headline how it does, and why
 * @param dataLevel how much the data want attention
 * @param data what became of records that were not processed
 */
public record Verdict(Level level, String headline, Level dataLevel, String data) {
    private static final long SILENT_MS = 5_000;
    private static final long STUCK_MS = 60_000;
    private static final long AWAY_MS = 10_000;
    private static final long LONG_MS = 15_000;
    private static final double MOSTLY = 0.8;
    private static final long FEW_RECORDS = 1_000;

    private record Judgement(Level level, String text) {}

    private record Oldest(PartitionSnapshot partition, PartitionSnapshot.Oldest record) {}

    /**
     * Judges. Pure.
     *
     * @param nowMillis the time, to tell an old snapshot
     * @param history the last samples, oldest first, the present one last; not empty
     */
    static Verdict of(EngineSnapshot engine, long nowMillis, List<Sample> history) {
        Judgement data = data(engine.counters());
        Judgement run = lifecycle(engine, nowMillis)
                .or(() -> kafkaAway(history, nowMillis))
                .or(() -> unassigned(engine))
                .or(() -> pausedFromOutside(engine.pauseReason()))
                .or(() -> stuck(engine))
                .or(() -> partlyPaused(engine, history.getLast()))
                .or(() -> backpressure(engine, history))
                .orElseGet(() -> progress(engine, history));
        return new Verdict(run.level(), run.text(), data.level(), data.text());
    }

    private static Judgement data(EngineCounters counters) {
        EngineCounters.Records records = counters.records();
        long jumps = counters.partitions().jumps();
        if (jumps > 0) {
            return new Judgement(
                    Level.BAD,
                    "Records were gone before they were processed: " + HumanFormat.count(jumps)
                            + " times a partition went on elsewhere, as headgate.offsets.out-of-range says"
                            + (records.skipped() > 0 ? "; " + skipped(records) : ""));
        }
        if (records.skipped() > 0) {
            return new Judgement(Level.BAD, skipped(records));
        }
        return records.deadLettered() > 0
                ? new Judgement(
                        Level.WATCH,
                        "Nothing lost: " + HumanFormat.count(records.deadLettered())
                                + " records that failed are in the dead-letter topic" + mostlyFor(counters.failures()))
                : new Judgement(Level.OK, "Nothing lost: every record was acknowledged or is still to come");
    }

    private static String skipped(EngineCounters.Records records) {
        return HumanFormat.count(records.skipped())
                + " records were skipped for good, as headgate.failure.policy says, and "
                + HumanFormat.count(records.deadLettered()) + " went to the dead-letter topic";
    }

    private static String mostlyFor(EngineCounters.Failures failures) {
        return failures.givenUpBy().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> ", most of them for "
                        + most.getKey().substring(most.getKey().lastIndexOf('.') + 1))
                .orElse("");
    }

    private static Optional<Judgement> lifecycle(EngineSnapshot engine, long nowMillis) {
        if (engine.state() == EngineState.FAILED) {
            return judge(Level.BAD, "Failed: " + engine.lastError().orElse("no reason given"));
        }
        if (engine.state().hasEnded()) {
            return judge(
                    Level.WATCH,
                    engine.state() == EngineState.CLOSED
                            ? "Closed in good order"
                            : "Ended with records in flight: they will be delivered again");
        }
        long silent = nowMillis - engine.epochMillis();
        if (silent > SILENT_MS) {
            return judge(Level.BAD, "The poll thread has said nothing for " + HumanFormat.time(silent));
        }
        if (engine.state() == EngineState.DRAINING) {
            return judge(
                    Level.WATCH,
                    "Shutting down: " + HumanFormat.count(engine.queue().records())
                            + " records in flight are being finished");
        }
        return Optional.empty();
    }

    /** The brokers are asked for the ends of the partitions all the time, and whether anything is consumed or not. */
    private static Optional<Judgement> kafkaAway(List<Sample> history, long nowMillis) {
        Sample last = history.getLast();
        long asOf = last.lag().asOfMillis();
        long silent = nowMillis - asOf;
        long usual = history.stream()
                .mapToLong(sample -> sample.lag().asOfMillis())
                .filter(earlier -> earlier > 0 && earlier < asOf)
                .max()
                .stream()
                .map(earlier -> asOf - earlier)
                .findFirst()
                .orElse(0);
        boolean consumes = history.stream()
                .filter(sample -> sample.epochMillis() > asOf + SILENT_MS)
                .anyMatch(sample -> sample.rates().in() > 0);
        if (asOf == 0 || silent <= Math.max(AWAY_MS, 3 * usual) || consumes) {
            return Optional.empty();
        }
        return judge(
                Level.BAD,
                "Kafka has not answered for " + HumanFormat.time(silent)
                        + ": nothing is consumed or committed, and the lag is not known; see whether the brokers are up"
                        + " and can be reached");
    }

    private static Optional<Judgement> unassigned(EngineSnapshot engine) {
        if (engine.partitions().isEmpty()) {
            return judge(
                    Level.WATCH,
                    engine.state() == EngineState.RUNNING
                            ? "Idle: no partition is assigned; other members of the group have them all, or the topic"
                                    + " is no more"
                            : "Starting: waiting for partitions");
        }
        return Optional.empty();
    }

    private static Optional<Judgement> pausedFromOutside(PauseReason reason) {
        return switch (reason) {
            case OPERATOR -> judge(Level.WATCH, "Paused by an operator: nothing is consumed until somebody resumes it");
            case DOWNSTREAM_UNAVAILABLE ->
                judge(Level.BAD, "Paused: the downstream is unavailable; it is tried again, and no retry is used up");
            default -> Optional.empty();
        };
    }

    private static Optional<Judgement> stuck(EngineSnapshot engine) {
        return engine.partitions().stream()
                .flatMap(partition -> partition.oldest().map(oldest -> new Oldest(partition, oldest)).stream())
                .filter(it -> it.record().heldMs() > STUCK_MS)
                .max(Comparator.comparingLong(it -> it.record().heldMs()))
                .flatMap(it -> judge(
                        Level.BAD,
                        "Stuck: " + it.partition().topic() + "-"
                                + it.partition().partition() + "@"
                                + it.record().offset() + " has been with a worker or the sink for "
                                + HumanFormat.time(it.record().heldMs()) + ", with "
                                + HumanFormat.count(it.partition().window().ackedBeyond())
                                + " records done behind it"));
    }

    private static Optional<Judgement> partlyPaused(EngineSnapshot engine, Sample last) {
        List<String> paused = engine.partitions().stream()
                .filter(partition -> partition.pauseReason() == PauseReason.OPERATOR)
                .map(partition -> partition.topic() + "-" + partition.partition())
                .toList();
        if (paused.isEmpty()) {
            return Optional.empty();
        }
        return judge(
                Level.WATCH,
                "Paused by an operator: " + paused.getFirst()
                        + (paused.size() > 1 ? " and " + (paused.size() - 1) + " more" : "")
                        + ", until somebody resumes; " + behind(last.lag()));
    }

    private static Optional<Judgement> backpressure(EngineSnapshot engine, List<Sample> history) {
        double paused = history.stream()
                .mapToDouble(sample -> sample.pauses().shareOf(PauseReason.QUEUE)
                        + sample.pauses().shareOf(PauseReason.BYTES)
                        + sample.pauses().shareOf(PauseReason.FAIR_SHARE))
                .average()
                .orElse(0);
        if (paused < MOSTLY) {
            return Optional.empty();
        }
        Sample last = history.getLast();
        return judge(
                Level.WATCH,
                String.format(
                        Locale.ROOT,
                        "Held back by the %s: the queue is full for %.0f %% of the time; %s",
                        culprit(engine.workers(), last),
                        100.0 * Math.min(1, paused),
                        behind(last.lag())));
    }

    /** Who works as fast as it may, or else the slower one of handler and sink. */
    private static String culprit(EngineSnapshot.Workers workers, Sample last) {
        if (workers.limit() < workers.max() && workers.active() >= workers.limit()) {
            return "limit of " + HumanFormat.count(workers.limit()) + " workers at once, of "
                    + HumanFormat.count(workers.max());
        }
        if (workers.handlerRate() > 0 && last.rates().out() >= MOSTLY * workers.handlerRate()) {
            return "handler's rate of " + HumanFormat.rate(workers.handlerRate()) + " records/s";
        }
        double handler = last.latencies().handler().map(Latency::p50Ms).orElse(0.0);
        double sink = last.latencies().sink().map(Latency::p50Ms).orElse(0.0);
        return sink > handler ? "sink" : "handler";
    }

    private static Judgement progress(EngineSnapshot engine, List<Sample> history) {
        Sample last = history.getLast();
        Sample.Lag now = last.lag();
        if (now.records() < 0) {
            return new Judgement(Level.OK, "Running; the lag is not known yet");
        }
        boolean many = now.records() > Math.max(FEW_RECORDS, 5 * last.rates().in());
        if (!many && now.ms() <= LONG_MS) {
            return new Judgement(Level.OK, "Keeping up: " + behind(now));
        }
        Flow flow = Flow.of(history);
        if (flow.isShrinking()) {
            return new Judgement(
                    Level.OK,
                    "Catching up: " + flow + "; " + behind(now) + ", none in about "
                            + HumanFormat.time(flow.millisToCatchUp(now.records())));
        }
        return new Judgement(
                Level.WATCH,
                (many && flow.isGrowing() ? "Falling behind: " : "Running behind: ") + flow + "; " + behind(now)
                        + bottleneck(engine.queue(), engine.workers()));
    }

    /** Where most of what is in flight is, if that says anything. */
    private static String bottleneck(EngineSnapshot.Queue queue, EngineSnapshot.Workers workers) {
        int atSink = queue.records() - queue.queued() - workers.active();
        if (atSink > queue.records() / 2) {
            return "; " + HumanFormat.count(atSink) + " of " + HumanFormat.count(queue.records())
                    + " records in flight wait for the sink or for a retry";
        }
        if (workers.limit() == 0 || workers.active() < workers.limit()) {
            return "";
        }
        return workers.limit() < workers.max()
                ? "; all " + HumanFormat.count(workers.limit()) + " workers allowed just now, of "
                        + HumanFormat.count(workers.max()) + ", are busy"
                : "; all " + HumanFormat.count(workers.max()) + " workers are busy";
    }

    private static String behind(Sample.Lag lag) {
        return lag.records() < 0
                ? "the lag is not known yet"
                : HumanFormat.count(lag.records()) + " records behind"
                        + (lag.ms() > 0 ? " (" + HumanFormat.time(lag.ms()) + ")" : "");
    }

    private static Optional<Judgement> judge(Level level, String text) {
        return Optional.of(new Judgement(level, text));
    }
}
