package dev.headgate.demo;

import java.util.Locale;

/**
 * How the demo ended.
 *
 * @param produced records that the broker acknowledged to the simulator
 * @param acknowledged different records that arrived downstream
 * @param duplicates arrivals of a record that had arrived before
 * @param uncommitted records of the topic that the group has not committed
 * @param pauses how often a partition was paused
 */
record DemoVerdict(long produced, long acknowledged, long duplicates, long uncommitted, long pauses) {
    /** Records that never arrived. */
    long lost() {
        return Math.max(0, produced - acknowledged);
    }

    /** Whether nothing was lost, and all of it is committed. */
    boolean isClean() {
        return lost() == 0 && uncommitted == 0;
    }

    /** The line to end with. */
    @Override
    public String toString() {
        String line = String.format(
                Locale.ROOT,
                "produced %,d, acknowledged %,d, lost %,d, duplicates %,d, pauses %,d",
                produced,
                acknowledged,
                lost(),
                duplicates,
                pauses);
        return uncommitted == 0 ? line : line + String.format(Locale.ROOT, "; %,d not committed", uncommitted);
    }
}
