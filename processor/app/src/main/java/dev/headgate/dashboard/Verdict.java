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
        if (counters.jumps() > 0) {
            return new Judgement(
                    Level.BAD,
                    "Records were gone before they were processed: " + HumanFormat.count(counters.jumps())
                            + " times a partition went on elsewhere, as headgate.offsets.out-of-range says"
                            + (counters.skipped() > 0 ? "; " + skipped(counters) : ""));
        }
        if (counters.skipped() > 0) {
            return new Judgement(Level.BAD, skipped(counters));
        }
        return counters.deadLettered() > 0
                ? new Judgement(
                        Level.WATCH,
                        "Nothing lost: " + HumanFormat.count(counters.deadLettered())
                                + " records that failed are in the dead-letter topic" + mostlyFor(counters))
                : new Judgement(Level.OK, "Nothing lost: every record was acknowledged or is still to come");
    }

    private static String skipped(EngineCounters counters) {
        return HumanFormat.count(counters.skipped())
                + " records were skipped for good, as headgate.failure.policy says, and "
                + HumanFormat.count(counters.deadLettered()) + " went to the dead-letter topic";
    }

    private static String mostlyFor(EngineCounters counters) {
        return counters.givenUpBy().entrySet().stream()
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
                    "Shutting down: " + HumanFormat.count(engine.inFlightRecords())
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
                .filter(partition -> partition.oldestInFlightAgeMs() > STUCK_MS)
                .max(Comparator.comparingLong(PartitionSnapshot::oldestInFlightAgeMs))
                .flatMap(partition -> judge(
                        Level.BAD,
                        "Stuck: " + partition.topic() + "-" + partition.partition() + "@"
                                + partition.oldestInFlightOffset().orElse(-1) + " has been in flight for "
                                + HumanFormat.time(partition.oldestInFlightAgeMs()) + ", with "
                                + HumanFormat.count(partition.ackedBeyond())
                                + " records done behind it"));
    }

    private static Optional<Judgement> backpressure(List<Sample> history) {
        double paused = history.stream()
                .mapToDouble(sample -> sample.pausedShare(PauseReason.QUEUE) + sample.pausedShare(PauseReason.BYTES))
                .average()
                .orElse(0);
        if (paused < MOSTLY) {
            return Optional.empty();
        }
        Sample last = history.getLast();
        double handler = last.handler().map(Latency::p50Ms).orElse(0.0);
        double sink = last.sink().map(Latency::p50Ms).orElse(0.0);
        return judge(
                Level.WATCH,
                String.format(
                        Locale.ROOT,
                        "Held back by the %s: the queue is full for %.0f %% of the time; %s",
                        sink > handler ? "sink" : "handler",
                        100.0 * Math.min(1, paused),
                        behind(last)));
    }

    private static Judgement progress(EngineSnapshot engine, List<Sample> history) {
        Sample first = history.getFirst();
        Sample last = history.getLast();
        if (last.lagRecords() < 0) {
            return new Judgement(Level.OK, "Running; the lag is not known yet");
        }
        double seconds = (last.epochMillis() - first.epochMillis()) / 1_000.0;
        double growth = seconds <= 0 || first.lagRecords() < 0 ? 0 : (last.lagRecords() - first.lagRecords()) / seconds;
        boolean many = last.lagRecords() > Math.max(FEW_RECORDS, 5 * last.inPerSecond());
        boolean far = many || last.lagMs() > LONG_MS;
        if (many && last.lagRecords() > first.lagRecords() * CLEARLY) {
            return new Judgement(
                    Level.WATCH,
                    "Falling behind by " + HumanFormat.count(Math.round(growth)) + " records/s: " + behind(last)
                            + bottleneck(engine));
        }
        if (far && growth < 0) {
            long left = Math.round(1_000 * last.lagRecords() / -growth);
            return new Judgement(
                    Level.OK, "Catching up: " + behind(last) + ", none in about " + HumanFormat.time(left));
        }
        return far
                ? new Judgement(Level.WATCH, "Running behind: " + behind(last) + bottleneck(engine))
                : new Judgement(Level.OK, "Keeping up: " + behind(last));
    }

    /** Where most of what is in flight is, if that says anything. */
    private static String bottleneck(EngineSnapshot engine) {
        int atSink = engine.inFlightRecords() - engine.queued() - engine.activeWorkers();
        if (atSink > engine.inFlightRecords() / 2) {
            return "; " + HumanFormat.count(atSink) + " of " + HumanFormat.count(engine.inFlightRecords())
                    + " records in flight wait for the sink or for a retry";
        }
        if (engine.workersLimit() == 0 || engine.activeWorkers() < engine.workersLimit()) {
            return "";
        }
        return engine.workersLimit() < engine.maxWorkers()
                ? "; all " + HumanFormat.count(engine.workersLimit()) + " workers allowed just now, of "
                        + HumanFormat.count(engine.maxWorkers()) + ", are busy"
                : "; all " + HumanFormat.count(engine.maxWorkers()) + " workers are busy";
    }

    private static String behind(Sample sample) {
        return sample.lagRecords() < 0
                ? "the lag is not known yet"
                : HumanFormat.count(sample.lagRecords()) + " records behind"
                        + (sample.lagMs() > 0 ? " (" + HumanFormat.time(sample.lagMs()) + ")" : "");
    }

    private static Optional<Judgement> judge(Level level, String text) {
        return Optional.of(new Judgement(level, text));
    }
}
