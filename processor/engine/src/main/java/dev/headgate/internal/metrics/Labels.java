package dev.headgate.internal.metrics;

import java.util.Locale;

/** How constants are spelled in tags. */
public final class Labels {
    private Labels() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
