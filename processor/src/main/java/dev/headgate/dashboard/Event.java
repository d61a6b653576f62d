package dev.headgate.dashboard;

import dev.headgate.model.EngineCounters;
import dev.headgate.model.EngineSnapshot;
import dev.headgate.model.PauseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that happened and is worth a line.
 *
 * @param epochMillis when it was seen, at most a second after it happened
 * @param kind what it is about
 * @param level how much it wants attention
 * @param text one line
 */
public record Event(long epochMillis, Kind kind, Level level, String text) {
    /** What an event is about. */
    public enum Kind {
        STATE,
        PAUSE,
        REBALANCE,
        COMMIT,
        SINK,
        GIVEN_UP,
        ERROR
    }

    /** What changed from one snapshot to the next. */
    static List<Event> between(EngineSnapshot before, EngineSnapshot after) {
        List<Event> events = new ArrayList<>();
        long now = after.epochMillis();
        if (before.state() != after.state()) {
            Level level = after.state().hasEnded() ? Level.WATCH : Level.OK;
            events.add(new Event(now, Kind.STATE, level, "the engine is " + lower(after.state())));
        }
        if (before.pauseReason() != after.pauseReason()) {
            events.add(pause(before.pauseReason(), after));
        }
        counted(events, before.counters(), after.counters(), now);
        int change = after.partitions().size() - before.partitions().size();
        if (after.counters().rebalances() > before.counters().rebalances() || change != 0) {
            events.add(new Event(
                    now,
                    Kind.REBALANCE,
                    after.counters().losses() > before.counters().losses() ? Level.WATCH : Level.OK,
                    "rebalance: " + after.partitions().size() + " partitions assigned (" + signed(change) + ")"));
        }
        after.lastError()
                .filter(error -> !before.lastError().equals(Optional.of(error)))
                .ifPresent(error -> events.add(new Event(now, Kind.ERROR, Level.WATCH, error)));
        return events;
    }

    private static Event pause(PauseReason before, EngineSnapshot after) {
        boolean sick = after.pauseReason() == PauseReason.SINK_UNAVAILABLE;
        return new Event(
                after.epochMillis(),
                Kind.PAUSE,
                sick ? Level.BAD : Level.OK,
                after.pauseReason() == PauseReason.NONE
                        ? "resumed, after a pause: " + lower(before)
                        : "all partitions paused: " + lower(after.pauseReason()));
    }

    private static void counted(List<Event> events, EngineCounters before, EngineCounters after, long now) {
        add(events, now, Kind.COMMIT, Level.WATCH, after.commitFailures() - before.commitFailures(), "commits failed");
        add(events, now, Kind.SINK, Level.BAD, after.circuitOpened() - before.circuitOpened(), "circuit openings");
        add(events, now, Kind.GIVEN_UP, Level.WATCH, after.deadLettered() - before.deadLettered(), "dead letters");
        add(events, now, Kind.GIVEN_UP, Level.BAD, after.skipped() - before.skipped(), "records skipped for good");
    }

    private static void add(List<Event> events, long now, Kind kind, Level level, long count, String what) {
        if (count > 0) {
            events.add(new Event(now, kind, level, count + " " + what));
        }
    }

    private static String signed(int change) {
        return change > 0 ? "+" + change : Integer.toString(change);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
