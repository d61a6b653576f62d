package dev.headgate.sim;

import dev.headgate.sim.rate.RateText;
import dev.headgate.sim.rate.RateUnit;
import java.util.Locale;

/**
 * How much is due each second.
 *
 * @param perSecond records or bytes, above 0, fractions allowed; infinite for as many as the producer takes
 * @param unit what it counts
 */
public record Rate(double perSecond, RateUnit unit) {

    private static final Rate MAX = new Rate(Double.POSITIVE_INFINITY, RateUnit.RECORDS);

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException unless it is above 0
     */
    public Rate {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("rate must be above 0 records/s, not " + perSecond);
        }
    }

    /**
     * A constant rate in records per second.
     *
     * @throws IllegalArgumentException unless it is above 0
     */
    public static Rate perSecond(double records) {
        return new Rate(records, RateUnit.RECORDS);
    }

    /**
     * A constant rate in bytes of key and value per second.
     *
     * @throws IllegalArgumentException unless it is above 0
     */
    public static Rate bytesPerSecond(double bytes) {
        return new Rate(bytes, RateUnit.BYTES);
    }

    /** As many records as the producer takes: each is due when it is sent. */
    public static Rate max() {
        return MAX;
    }

    /** Whether there is no schedule. */
    public boolean isMax() {
        return Double.isInfinite(perSecond);
    }

    /**
     * Reads a number of records per second, bytes with a unit such as {@code 10MB}, or {@code max}.
     *
     * @throws IllegalArgumentException for anything else; the message names the text and says what to give
     */
    public static Rate parse(String text) {
        if (text.equals("max")) {
            return MAX;
        }
        try {
            RateText rate = RateText.parse(text);
            return new Rate(rate.perSecond(), rate.unit());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a rate; give records per second above 0, such as 500 or 0.5, bytes such as"
                            + " 10MB, or max",
                    e);
        }
    }

    /** {@code max}, or the number, without decimals if it is whole, and for bytes {@code B}. */
    @Override
    public String toString() {
        if (isMax()) {
            return "max";
        }
        String number = perSecond == Math.rint(perSecond)
                ? String.format(Locale.ROOT, "%.0f", perSecond)
                : String.valueOf(perSecond);
        return unit == RateUnit.BYTES ? number + "B" : number;
    }
}
