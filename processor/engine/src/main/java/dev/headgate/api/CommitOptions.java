package dev.headgate.api;

import java.time.Duration;

/**
 * When to commit: at the earlier of both.
 *
 * @param interval the longest time between two commits while there is something to commit; at least 1 ms
 * @param records the most acknowledged records between two commits; at least 1
 * @param timeout how long a commit on revoke or close may take; at least 1 ms
 */
public record CommitOptions(Duration interval, int records, Duration timeout) {
    /** Every second, or every 100,000 records; 10 s for a commit on revoke or close. */
    public static final CommitOptions DEFAULT =
            new CommitOptions(Duration.ofSeconds(1), 100_000, Duration.ofSeconds(10));

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public CommitOptions {
        atLeastOne(interval.toMillis(), "commit interval (ms)");
        atLeastOne(records, "commit records");
        atLeastOne(timeout.toMillis(), "commit timeout (ms)");
    }

    /** With another longest time between two commits. */
    public CommitOptions withInterval(Duration longest) {
        return new CommitOptions(longest, records, timeout);
    }

    /** With another number of records between two commits. */
    public CommitOptions withRecords(int most) {
        return new CommitOptions(interval, most, timeout);
    }

    /** With another bound on a commit on revoke or close. */
    public CommitOptions withTimeout(Duration longest) {
        return new CommitOptions(interval, records, longest);
    }

    private static void atLeastOne(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }
}
