package dev.headgate.worker;

/**
 * Holds workers back that would only stand in each other's way.
 *
 * <p>Where a handler takes next to no time, its workers do nothing but call the sink. If calls of that sink take turns inside
 * it ({@link dev.headgate.api.Sink#takesTurns}), more of them make nothing faster: they wait for its lock, and keep the poll
 * thread and the client's threads off the processors. With the Kafka sink on two processors that costs a fifth of the
 * throughput. So while the handler's times are short, half as many workers as there are processors are enough.
 *
 * <p>A handler that waits after many that didn't, or a sink that blocks, would keep the records behind it waiting too, since
 * nobody else was woken for them. So whoever held the others back, the poll thread, looks after them: while jobs wait it polls
 * for a few milliseconds at most, and where none of them was taken for as long as a busy machine may keep a worker off its
 * processor, everybody may come. For the next 10 ms nobody is held back then, and each time that happens soon again, for
 * twice as long, up to a second: where few records wait and most don't, that bounds what it costs.
 */
final class Pace {
    private static final long SHORT_NANOS = 1_000;

    /** So many records of one worker in a row, short or not, decide it for all. */
    private static final int RUN = 64;

    private static final long STALL_NANOS = 5_000_000;

    /** A stall within so many pardons of the last one comes soon again. */
    private static final int SOON_AGAIN = 16;

    private static final long LEAST_PARDON_NANOS = 10_000_000;
    private static final long MOST_PARDON_NANOS = 1_000_000_000;

    private final int enough;
    private volatile boolean isShort;
    private volatile boolean isPardoned;

    /** The last one's; half of the least before the first, which is so the least whether it counts as another one or not. */
    private long pardonNanos = LEAST_PARDON_NANOS / 2;

    private long pardonedUntil;
    private long seenTaken = -1;
    private long seenNanos;

    private Pace(int enough) {
        this.enough = enough;
    }

    /** Holds back all but so many workers while the handler's times are short. */
    static Pace enough(int workers) {
        return new Pace(workers);
    }

    /** Never holds anybody back. */
    static Pace free() {
        return new Pace(Integer.MAX_VALUE);
    }

    /** Whether so many busy workers are enough. Any thread. */
    boolean isEnough(int busy) {
        return busy >= enough && isShort && !isPardoned;
    }

    /** Whether so many busy workers are more than enough. Any thread. */
    boolean isTooMany(int busy) {
        return busy > enough && isShort && !isPardoned;
    }

    /**
     * A worker has handled a record.
     *
     * @param run what this answered to that worker for the record before; at first 0
     * @return how many short ones in a row it has had by now, or, negative, how many that weren't
     */
    int handled(long nanos, int run) {
        if (nanos <= SHORT_NANOS) {
            return run < RUN ? decide(Math.max(run, 0) + 1, true) : run;
        }
        return run > -RUN ? decide(Math.min(run, 0) - 1, false) : run;
    }

    private int decide(int run, boolean areShort) {
        if (Math.abs(run) == RUN) {
            isShort = areShort;
        }
        return run;
    }

    /** Nobody is held back. Called by the poll thread. */
    void unwatched(long nowNanos) {
        seenTaken = -1;
        if (isPardoned && nowNanos - pardonedUntil >= 0) {
            isPardoned = false;
        }
    }

    /**
     * Jobs wait, and workers are held back from them. Called by the poll thread again and again while that is so. From the
     * moment in which it answers true, nobody is.
     *
     * @param taken how many jobs were taken so far
     */
    boolean isStalled(long taken, long nowNanos) {
        if (taken != seenTaken) {
            seenTaken = taken;
            seenNanos = nowNanos;
            return false;
        }
        if (nowNanos - seenNanos < STALL_NANOS) {
            return false;
        }
        boolean soonAgain = nowNanos - pardonedUntil < SOON_AGAIN * pardonNanos;
        pardonNanos = soonAgain ? Math.min(2 * pardonNanos, MOST_PARDON_NANOS) : LEAST_PARDON_NANOS;
        pardonedUntil = nowNanos + pardonNanos;
        isPardoned = true;
        return true;
    }
}
