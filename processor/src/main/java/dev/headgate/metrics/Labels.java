package dev.headgate.metrics;

import java.util.Locale;

/** How constants are spelled in tags. */
final class Labels {
    private Labels() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
