package dev.headgate.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** What outlives an engine: the brokers' logs and commits, what was delivered, the moods, and the notes of all of it. */
final class SimulatedWorld {
    private static final int LINES_KEPT = 400;

    /** How handlers and sinks are disposed at present. */
    enum Mood {
        NORMAL,
        SLOW,
        FAILING,
        UNAVAILABLE,
        /** Nobody gets through, and it says nothing of itself. */
        AWAY,
        /** Hangs, or says nothing. */
        SILENT,
        HEALED
    }

    final long seed;
    final Settings settings;
    final VirtualTime time;
    final Strangers outside;
    final List<BrokerLog> logs = new ArrayList<>();
    final List<Polled> polled = new ArrayList<>();
    final Map<Happening, Long> happenings = new EnumMap<>(Happening.class);

    /** What hangs until the world heals. */
    final List<Runnable> untilHealed = new ArrayList<>();

    Mood handlers = Mood.NORMAL;
    Mood sink = Mood.NORMAL;
    int ownerships;
    final Coordinator coordinator;
    int producers;

    /** How often the sink has gone away. */
    int outages;

    private final Deque<String> lines = new ArrayDeque<>();
    private Optional<Violation> violation = Optional.empty();
    private long digest = 17;

    SimulatedWorld(long seed, Settings settings) {
        this.seed = seed;
        this.settings = settings;
        this.time = new VirtualTime(seed, settings.shuffled());
        this.coordinator = new Coordinator(this);
        this.outside = new Strangers(this);
        for (int partition = 0; partition < settings.partitions(); partition++) {
            logs.add(new BrokerLog(partition));
        }
    }

    /** The dice for one attempt at one record: the same ones, whatever else was taken out of the history. */
    SplittableRandom dice(int what, int partition, long offset, int attempt) {
        long mixed = seed;
        for (long part : new long[] {what, partition, offset, attempt}) {
            mixed = (mixed ^ part) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
        }
        return new SplittableRandom(mixed);
    }

    /**
     * Whether the sink's server hangs on this record or resets, whatever else becomes of the world. One with a key may have all
     * that there is room for behind it in its lane; then only a time tells it from an outage that no history is long enough for.
     */
    boolean isPoison(int partition, long offset, int key) {
        return settings.poison()
                && key < 0
                && offset < logs.get(partition).poisonBefore
                && offset < mostPoisonBefore()
                && dice(7, partition, offset, 0).nextInt(8) == 0;
    }

    /** Poison never fills the queue here: if it did, no other record would get through, and only time would tell the cause (ADR 16). */
    private long mostPoisonBefore() {
        return Math.max(8, 2L * settings.queueRecords() / settings.partitions());
    }

    void count(Happening what) {
        happenings.merge(what, 1L, Long::sum);
    }

    /** Notes a line for the reader of the history, and for the proof that it replays. */
    void note(String line) {
        digest = digest * 31 + line.hashCode() * 17L + time.now();
        lines.add(time.millis() + " ms  " + line);
        if (lines.size() > LINES_KEPT) {
            lines.remove();
        }
    }

    void violate(String invariant, String what) {
        if (violation.isEmpty()) {
            violation = Optional.of(new Violation(invariant, what));
            note("VIOLATED " + invariant + ": " + what);
        }
    }

    Optional<Violation> violation() {
        return violation;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    long digest() {
        return digest;
    }

    /** All that was wrong is well from now on, and what hung goes on. */
    void heal() {
        handlers = Mood.HEALED;
        sink = Mood.HEALED;
        List<Runnable> hung = List.copyOf(untilHealed);
        untilHealed.clear();
        hung.forEach(Runnable::run);
    }
}
