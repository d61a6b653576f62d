package dev.headgate.sim.text;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units. All methods throw an {@link IllegalArgumentException} that names the text and what to give. */
public final class Quantities {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(us|ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)(B|kB|KB|MB|GB|KiB|MiB|GiB)");

    private Quantities() {}

    /** A decimal number that is not negative. */
    public static double number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a number of 0 or above, such as 500 or 0.5");
        }
        return Double.parseDouble(text);
    }

    /** 500us, 500ms, 30s, 1.5m, 2h or 1d. */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; give a number with a unit: 500ms, 30s, 5m or 1h");
        }
        double nanos = Double.parseDouble(matcher.group(1)) * nanosPer(matcher.group(2));
        return Duration.ofNanos(Math.round(nanos));
    }

    private static double nanosPer(String unit) {
        return switch (unit) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3_600e9;
            default -> 86_400e9;
        };
    }

    /** A number of bytes with a unit: 512B, 10kB, 1.5MB, 64KiB; empty if there is no such unit. */
    public static OptionalDouble bytesWithUnit(String text) {
        Matcher matcher = BYTES.matcher(text);
        return matcher.matches()
                ? OptionalDouble.of(Double.parseDouble(matcher.group(1)) * bytesPer(matcher.group(2)))
                : OptionalDouble.empty();
    }

    /** A number of bytes, with or without a unit. */
    public static double bytes(String text) {
        OptionalDouble withUnit = bytesWithUnit(text);
        if (withUnit.isPresent()) {
            return withUnit.getAsDouble();
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size; give bytes, or 10kB, 1MB, 64KiB");
        }
        return Double.parseDouble(text);
    }

    private static double bytesPer(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "b" -> 1;
            case "kb" -> 1e3;
            case "mb" -> 1e6;
            case "gb" -> 1e9;
            case "kib" -> 1 << 10;
            case "mib" -> 1 << 20;
            default -> 1 << 30;
        };
    }

    /** A percentage with or without its sign, 0 to 100, as a share of 1. */
    public static double share(String text) {
        String digits = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
        if (!NUMBER.matcher(digits).matches() || Double.parseDouble(digits) > 100) {
            throw new IllegalArgumentException("'" + text + "' is not a percentage; give 0 to 100, such as 2.5%");
        }
        return Double.parseDouble(digits) / 100;
    }
}
