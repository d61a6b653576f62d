package dev.headgate.sim.rate;

import dev.headgate.sim.text.Quantities;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A rate as people write it: 500 or 0.5 for records, 10MB for bytes, per second; {@code /s} may follow.
 *
 * @param perSecond how many
 * @param unit of what
 */
public record RateText(double perSecond, RateUnit unit) {

    /**
     * Reads a rate of 0 or above.
     *
     * @throws IllegalArgumentException for anything else; the message names the text and says what to give
     */
    public static RateText parse(String text) {
        String amount = text.endsWith("/s") ? text.substring(0, text.length() - 2) : text;
        OptionalDouble bytes = Quantities.bytesWithUnit(amount);
        if (bytes.isPresent()) {
            return new RateText(bytes.getAsDouble(), RateUnit.BYTES);
        }
        try {
            return new RateText(Quantities.number(amount), RateUnit.RECORDS);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a rate; give records per second such as 500 or 0.5, or bytes such as 10MB",
                    e);
        }
    }

    /** As {@link #parse}, and {@code 3x} for three times the base; the unit has to be the base's. */
    public static double relative(String text, double base, RateUnit unit) {
        if (text.endsWith("x")) {
            return Quantities.number(text.substring(0, text.length() - 1)) * base;
        }
        RateText rate = parse(text);
        if (rate.unit() != unit) {
            throw new IllegalArgumentException(
                    "'" + text + "' is in " + rate.unit().name().toLowerCase(Locale.ROOT)
                            + ", but the rates before it are not; give all in one unit");
        }
        return rate.perSecond();
    }
}
