package dev.headgate.redrive;

import java.util.Optional;

/**
 * What to put back, and how.
 *
 * @param deadLetterTopic where the dead letters are
 * @param to where they go; empty for the topic of each
 * @param filter which of them
 * @param limit how many at most; 0 for all
 * @param maxRedrives how often one record is put back at most, over all runs; 0 for no limit
 * @param rate how many per second at most; 0 for no limit
 * @param mapBytes the most bytes of a commit's metadata, which says what was put back between those that were left
 * @param isDryRun whether to count only
 * @param isExactlyOnce whether records and offsets go into one transaction
 * @param passesOver whether the offset goes on over those that the filter and {@code maxRedrives} leave
 */
public record RedriveOptions(
        String deadLetterTopic,
        Optional<String> to,
        RedriveFilter filter,
        long limit,
        int maxRedrives,
        double rate,
        int mapBytes,
        boolean isDryRun,
        boolean isExactlyOnce,
        boolean passesOver) {
    /** How often one record is put back unless told otherwise. */
    public static final int MAX_REDRIVES = 3;

    /** Below it a record would take longer than the group waits for a poll. */
    private static final double SLOWEST = 0.01;

    private static final double FASTEST = 1e9;

    /** So much is left free of a commit's map, since the records of a poll may add as much. */
    static final int MAP_RESERVE = 1_000;

    /** @throws IllegalArgumentException naming what is out of its range */
    public RedriveOptions {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must be at least 0, for all of them, not " + limit);
        }
        if (maxRedrives < 0) {
            throw new IllegalArgumentException("max-redrives must be at least 0, for no limit, not " + maxRedrives);
        }
        if (rate != 0 && !(rate >= SLOWEST && rate <= FASTEST)) {
            throw new IllegalArgumentException(
                    "rate must be at least " + SLOWEST + " records per second, or 0 for no limit, not " + rate);
        }
        if (!passesOver && mapBytes < 2 * MAP_RESERVE) {
            throw new IllegalArgumentException("headgate.offsets.map-bytes is " + mapBytes
                    + ": to remember what is left a re-drive needs " + 2 * MAP_RESERVE
                    + "; raise it, or pass over what is left with pass-over");
        }
        if (to.isPresent() && to.get().equals(deadLetterTopic)) {
            throw new IllegalArgumentException("to is '" + to.get()
                    + "', the dead-letter topic itself; name another, or none for that of each record");
        }
    }
}
