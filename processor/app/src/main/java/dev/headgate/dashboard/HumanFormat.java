package dev.headgate.dashboard;

import java.util.Locale;

/** Figures as people read them, for the page and for the terminal. */
public final class HumanFormat {
    private static final double FEW_PER_SECOND = 10;
    private static final long FINE_MS = 10_000;
    private static final long SECONDS_UNTIL = 120;
    private static final long MINUTES_UNTIL = 7_200;

    private HumanFormat() {}

    /** A number with its thousands apart. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A time in ms in the unit that fits it. */
    public static String time(long ms) {
        if (ms < FINE_MS) {
            return String.format(Locale.ROOT, "%.1f s", ms / 1_000.0);
        }
        long seconds = ms / 1_000;
        if (seconds < SECONDS_UNTIL) {
            return seconds + " s";
        }
        return seconds < MINUTES_UNTIL ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }

    /** A rate a second, whole unless it is small. */
    static String rate(double perSecond) {
        return perSecond < FEW_PER_SECOND
                ? String.format(Locale.ROOT, "%.1f", perSecond)
                : count(Math.round(perSecond));
    }

    /** A constant's name as a word. */
    public static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
