package dev.headgate.sim;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many records are due each second.
 *
 * @param recordsPerSecond above 0, fractions allowed; infinite for as many as the producer takes
 */
public record Rate(double recordsPerSecond) {

    private static final Rate MAX = new Rate(Double.POSITIVE_INFINITY);

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException unless it is above 0
     */
    public Rate {
        if (!(recordsPerSecond > 0)) {
            throw new IllegalArgumentException("rate must be above 0 records/s, not " + recordsPerSecond);
        }
    }

    /**
     * A constant rate in records per second.
     *
     * @throws IllegalArgumentException unless it is above 0
     */
    public static Rate perSecond(double records) {
        return new Rate(records);
    }

    /** As many records as the producer takes: each is due when it is sent. */
    public static Rate max() {
        return MAX;
    }

    /** Whether there is no schedule. */
    public boolean isMax() {
        return Double.isInfinite(recordsPerSecond);
    }

    /**
     * Reads a number of records per second, or {@code max}.
     *
     * @throws IllegalArgumentException for anything else; the message names the text and says what to give
     */
    public static Rate parse(String text) {
        if (text.equals("max")) {
            return MAX;
        }
        try {
            double records = Double.parseDouble(text);
            if (records > 0 && Double.isFinite(records)) {
                return new Rate(records);
            }
        } catch (NumberFormatException e) {
            throw unreadable(text, e);
        }
        throw unreadable(text, null);
    }

    private static IllegalArgumentException unreadable(String text, @Nullable NumberFormatException cause) {
        return new IllegalArgumentException(
                "'" + text + "' is not a rate; give records per second above 0, such as 500 or 0.5, or max", cause);
    }

    /** {@code max}, or the number, without decimals if it is whole. */
    @Override
    public String toString() {
        if (isMax()) {
            return "max";
        }
        return recordsPerSecond == Math.rint(recordsPerSecond)
                ? String.format(Locale.ROOT, "%.0f", recordsPerSecond)
                : String.valueOf(recordsPerSecond);
    }
}
