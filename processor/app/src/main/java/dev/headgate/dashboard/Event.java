package dev.headgate.dashboard;

import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.PauseReason;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that happened and is worth a line.
 *
 * @param epochMillis when it was last seen, at most a second after it happened
 * @param kind what it is about
 * @param level how much it wants attention
 * @param text one line, without the count
 * @param times how often it happened
 * @param sinceMillis when it was first seen, if it happened again and again
 */
public record Event(long epochMillis, Kind kind, Level level, String text, long times, long sinceMillis) {
    private static final long SOON_MS = 60_000;
    private static final int NAMED = 3;

    /** What an event is about. */
    public enum Kind {
        STATE(false),
        PAUSE(true),
        REBALANCE(false),
        COMMIT(true),
        SINK(true),
        GIVEN_UP(true),
        ERROR(true);

        private final boolean repeats;

        Kind(boolean repeats) {
            this.repeats = repeats;
        }
    }

    private Event(long epochMillis, Kind kind, Level level, String text) {
        this(epochMillis, kind, level, text, 1, epochMillis);
    }

    /** What changed from one snapshot to the next. */
    static List<Event> between(EngineSnapshot before, EngineSnapshot after) {
        List<Event> events = new ArrayList<>();
        long now = after.epochMillis();
        if (before.state() != after.state()) {
            Level level = after.state().hasEnded() ? Level.WATCH : Level.OK;
            events.add(new Event(now, Kind.STATE, level, "the engine is " + HumanFormat.lower(after.state())));
        }
        pauses(events, before, after);
        counted(events, before.counters(), after.counters(), now);
        EngineCounters.Partitions then = before.counters().partitions();
        EngineCounters.Partitions since = after.counters().partitions();
        int change = after.partitions().size() - before.partitions().size();
        if (since.rebalances() > then.rebalances() || change != 0) {
            events.add(new Event(
                    now,
                    Kind.REBALANCE,
                    since.losses() > then.losses() ? Level.WATCH : Level.OK,
                    "rebalance: " + after.partitions().size() + " partitions assigned (" + signed(change) + ")"));
        }
        long failures = after.counters().failures().attempts()
                - before.counters().failures().attempts();
        after.lastError()
                .filter(error -> failures > 0 || !before.lastError().equals(after.lastError()))
                .ifPresent(error ->
                        events.add(new Event(now, Kind.ERROR, Level.WATCH, error, Math.max(1, failures), now)));
        return events;
    }

    /** Backpressure comes and goes by the second, and is in the samples; what somebody has to know of is here. */
    private static void pauses(List<Event> events, EngineSnapshot before, EngineSnapshot after) {
        boolean was = isNews(before.pauseReason());
        boolean is = isNews(after.pauseReason());
        if (before.pauseReason() != after.pauseReason() && (was || is)) {
            boolean sick = after.pauseReason() == PauseReason.DOWNSTREAM_UNAVAILABLE;
            events.add(new Event(
                    after.epochMillis(),
                    Kind.PAUSE,
                    sick ? Level.BAD : Level.OK,
                    is
                            ? "all partitions paused: " + HumanFormat.lower(after.pauseReason())
                            : "resumed, after a pause: " + HumanFormat.lower(before.pauseReason())));
        }
        if (!is) {
            onePaused(events, before, after, PauseReason.OPERATOR);
        }
        onePaused(events, before, after, PauseReason.WINDOW);
    }

    private static boolean isNews(PauseReason reason) {
        return switch (reason) {
            case DRAINING, OPERATOR, DOWNSTREAM_UNAVAILABLE -> true;
            case NONE, QUEUE, BYTES, WINDOW, FAIR_SHARE -> false;
        };
    }

    private static void onePaused(List<Event> events, EngineSnapshot before, EngineSnapshot after, PauseReason reason) {
        List<String> already = paused(before, reason);
        List<String> named = paused(after, reason).stream()
                .filter(name -> !already.contains(name))
                .toList();
        if (!named.isEmpty()) {
            int more = named.size() - NAMED;
            String names = String.join(", ", named.subList(0, Math.min(NAMED, named.size())));
            events.add(new Event(
                    after.epochMillis(),
                    Kind.PAUSE,
                    reason == PauseReason.WINDOW ? Level.WATCH : Level.OK,
                    names + (more > 0 ? " and " + more + " more" : "") + " paused: " + HumanFormat.lower(reason)));
        }
    }

    private static List<String> paused(EngineSnapshot engine, PauseReason reason) {
        return engine.pauseReason() == reason
                ? List.of()
                : engine.partitions().stream()
                        .filter(partition -> partition.pauseReason() == reason)
                        .map(partition -> partition.topic() + "-" + partition.partition())
                        .toList();
    }

    private static void counted(List<Event> events, EngineCounters before, EngineCounters after, long now) {
        long commits = after.commits().failed() - before.commits().failed();
        long openings = after.failures().circuitOpened() - before.failures().circuitOpened();
        long dead = after.records().deadLettered() - before.records().deadLettered();
        long skipped = after.records().skipped() - before.records().skipped();
        add(events, now, Kind.COMMIT, Level.WATCH, commits, "commits failed");
        add(events, now, Kind.SINK, Level.BAD, openings, "circuit openings");
        add(events, now, Kind.GIVEN_UP, Level.WATCH, dead, "dead letters");
        add(events, now, Kind.GIVEN_UP, Level.BAD, skipped, "records skipped for good");
    }

    private static void add(List<Event> events, long now, Kind kind, Level level, long count, String what) {
        if (count > 0) {
            events.add(new Event(now, kind, level, what, count, now));
        }
    }

    /** Whether this is more of an earlier one. */
    boolean repeats(Event earlier) {
        return kind.repeats
                && kind == earlier.kind
                && epochMillis - earlier.epochMillis <= SOON_MS
                && gist().equals(earlier.gist());
    }

    /** An error without the record it hit. */
    private String gist() {
        return kind == Kind.ERROR ? text.substring(text.indexOf(": ") + 1) : text;
    }

    /** This one and all that it repeats. */
    Event after(Event earlier) {
        return new Event(epochMillis, kind, level, text, earlier.times + times, earlier.sinceMillis);
    }

    private static String signed(int change) {
        return change > 0 ? "+" + change : Integer.toString(change);
    }
}
