package dev.headgate.audit;

/**
 * What is known of one record.
 *
 * @param sent how often it was read in the input
 * @param delivered how often in an output
 * @param deadLettered how often among the dead letters
 * @param corrupted whether one of its ends was corrupted
 * @param reordered whether its first delivery was out of order
 * @param sentMs of a record that doesn't carry its time, the timestamp it was sent with, in epoch ms; else 0
 * @param endedMs of a record that doesn't carry its time, the timestamp of its first end, in epoch ms; else 0
 */
record RecordState(
        int sent, int delivered, int deadLettered, boolean corrupted, boolean reordered, long sentMs, long endedMs) {
    static final RecordState UNKNOWN = new RecordState(0, 0, 0, false, false, 0, 0);

    /** The state after this observation. */
    RecordState after(Observation seen) {
        boolean isSent = seen.role() == Role.SENT;
        boolean noteTime = !seen.timeCarried();
        return new RecordState(
                sent + (isSent ? 1 : 0),
                delivered + (seen.role() == Role.DELIVERED ? 1 : 0),
                deadLettered + (seen.role() == Role.DEAD_LETTERED ? 1 : 0),
                corrupted || seen.corrupted(),
                reordered || (isFirstDelivery(seen) && seen.behind()),
                noteTime && isSent && sentMs == 0 ? seen.timeMs() : sentMs,
                noteTime && !isSent && endedMs == 0 ? seen.timeMs() : endedMs);
    }

    /** Deliveries after the first say nothing about the order: a record is behind its own first delivery. */
    boolean isFirstDelivery(Observation seen) {
        return seen.role() == Role.DELIVERED && delivered == 0;
    }

    /** The time whose bucket the record counts in. It is the time of sending as soon as that is known. */
    long bucketTimeMs(Observation seen) {
        if (seen.timeCarried()) {
            return seen.timeMs();
        }
        return sentMs != 0 ? sentMs : endedMs;
    }

    int ends() {
        return delivered + deadLettered;
    }

    int missing() {
        return Math.max(0, sent - ends());
    }

    int duplicated() {
        return Math.max(0, ends() - Math.max(1, sent));
    }

    boolean isUnsent() {
        return sent == 0 && ends() > 0;
    }

    /** What the record adds to the counts of its run. */
    RunCounts contribution() {
        return new RunCounts()
                .add(Count.SENT, sent)
                .add(Count.DELIVERED, delivered)
                .add(Count.DEAD_LETTERED, deadLettered)
                .add(Count.MISSING, missing())
                .add(Count.DUPLICATED, duplicated())
                .add(Count.REORDERED, reordered ? 1 : 0)
                .add(Count.CORRUPTED, corrupted ? 1 : 0)
                .add(Count.UNSENT, isUnsent() ? 1 : 0)
                .add(Count.RESENT, Math.max(0, sent - 1));
    }
}
