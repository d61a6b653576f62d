package dev.headgate.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes quantities the way people write them in a configuration. */
public final class Units {
    private static final Pattern QUANTITY = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([a-zA-Z]*)\\s*");
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);
    private static final Map<String, Long> BYTES = Map.of(
            "",
            1L,
            "b",
            1L,
            "kb",
            1_000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30);

    private Units() {}

    /**
     * Reads {@code 250ms}, {@code 1.5s}, {@code 10m}, {@code 2h}, or a bare {@code 0}.
     *
     * @throws IllegalArgumentException naming the value and the form expected
     */
    public static Duration duration(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        if (text.strip().equals("0")) {
            return Duration.ZERO;
        }
        if (!matcher.matches() || !NANOS.containsKey(matcher.group(2).toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration: write a number and a unit, as in 250ms, 1.5s, 10m or 2h");
        }
        return Duration.ofNanos(scaled(matcher, NANOS, text));
    }

    /**
     * Reads {@code 65536}, {@code 512KiB}, {@code 64MiB}, {@code 1GB}.
     *
     * @throws IllegalArgumentException naming the value and the form expected
     */
    public static long bytes(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches() || !BYTES.containsKey(matcher.group(2).toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a size: write a number and a unit, as in 65536, 512KiB, 64MiB or 1GB");
        }
        return scaled(matcher, BYTES, text);
    }

    private static long scaled(Matcher matcher, Map<String, Long> units, String text) {
        long unit = units.getOrDefault(matcher.group(2).toLowerCase(Locale.ROOT), 1L);
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large", e);
        }
    }
}
