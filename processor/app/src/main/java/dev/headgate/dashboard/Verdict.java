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
    private static final long LONG_MS = 15_000;
    private static final double MOSTLY = 0.8;
    private static final double CLEARLY = 1.05;
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
                .or(() -> pausedFromOutside(engine.pauseReason()))
                .or(() -> stuck(engine))
                .or(() -> backpressure(history))
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
                .filter(it -> it.record().ageMs() > STUCK_MS)
                .max(Comparator.comparingLong(it -> it.record().ageMs()))
                .flatMap(it -> judge(
                        Level.BAD,
                        "Stuck: " + it.partition().topic() + "-"
                                + it.partition().partition() + "@"
                                + it.record().offset() + " has been in flight for "
                                + HumanFormat.time(it.record().ageMs()) + ", with "
                                + HumanFormat.count(it.partition().window().ackedBeyond())
                                + " records done behind it"));
    }

    private static Optional<Judgement> backpressure(List<Sample> history) {
        double paused = history.stream()
                .mapToDouble(sample -> sample.pauses().shareOf(PauseReason.QUEUE)
                        + sample.pauses().shareOf(PauseReason.BYTES))
                .average()
                .orElse(0);
        if (paused < MOSTLY) {
            return Optional.empty();
        }
        Sample last = history.getLast();
        double handler = last.latencies().handler().map(Latency::p50Ms).orElse(0.0);
        double sink = last.latencies().sink().map(Latency::p50Ms).orElse(0.0);
        return judge(
                Level.WATCH,
                String.format(
                        Locale.ROOT,
                        "Held back by the %s: the queue is full for %.0f %% of the time; %s",
                        sink > handler ? "sink" : "handler",
                        100.0 * Math.min(1, paused),
                        behind(last.lag())));
    }

    private static Judgement progress(EngineSnapshot engine, List<Sample> history) {
        Sample last = history.getLast();
        Sample.Lag before = history.getFirst().lag();
        Sample.Lag now = last.lag();
        if (now.records() < 0) {
            return new Judgement(Level.OK, "Running; the lag is not known yet");
        }
        double seconds = (last.epochMillis() - history.getFirst().epochMillis()) / 1_000.0;
        double growth = seconds <= 0 || before.records() < 0 ? 0 : (now.records() - before.records()) / seconds;
        boolean many = now.records() > Math.max(FEW_RECORDS, 5 * last.rates().in());
        boolean far = many || now.ms() > LONG_MS;
        if (many && now.records() > before.records() * CLEARLY) {
            return new Judgement(
                    Level.WATCH,
                    "Falling behind by " + HumanFormat.count(Math.round(growth)) + " records/s: " + behind(now)
                            + bottleneck(engine.queue(), engine.workers()));
        }
        if (far && growth < 0) {
            long left = Math.round(1_000 * now.records() / -growth);
            return new Judgement(Level.OK, "Catching up: " + behind(now) + ", none in about " + HumanFormat.time(left));
        }
        return far
                ? new Judgement(
                        Level.WATCH, "Running behind: " + behind(now) + bottleneck(engine.queue(), engine.workers()))
                : new Judgement(Level.OK, "Keeping up: " + behind(now));
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
