package dev.headgate.internal.text;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads quantities the way people write them in a configuration. */
public final class Units {
    /** What a duration looks like, for messages. */
    public static final String A_DURATION = "a duration such as 500ms, 5s, 2m or PT5S";

    /** What a size looks like, for messages. */
    public static final String A_SIZE = "a size such as 65536, 512KiB, 64MiB or 1GB";

    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?) ?([a-zA-Z]*)");
    private static final Map<String, Long> NANOS = Map.of(
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);
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
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private Units() {}

    /**
     * Reads {@code 250us}, {@code 5ms}, {@code 1.5s}, {@code 2m}, {@code 1h}, {@code PT5S}, or a bare {@code 0}. Empty if the
     * text names no duration, a negative one, or one of more than 292 years.
     */
    public static Optional<Duration> duration(String text) {
        String stripped = text.strip();
        if (stripped.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        return scaled(stripped, NANOS).map(Duration::ofNanos).or(() -> isoDuration(stripped));
    }

    /** Reads {@code 65536}, {@code 512KiB}, {@code 64MiB}, {@code 1GB}. Empty if the text names no size. */
    public static Optional<Long> bytes(String text) {
        return scaled(text.strip(), BYTES);
    }

    /** Reads a decimal number such as {@code 5}, {@code 0.25} or {@code 1e3}. Empty if the text names no finite one. */
    public static Optional<Double> decimal(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()).doubleValue()).filter(Double::isFinite);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Reads {@code true} or {@code false}, in any case. Empty if the text is neither. */
    public static Optional<Boolean> flag(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Long> scaled(String text, Map<String, Long> units) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        return Optional.ofNullable(units.get(matcher.group(2).toLowerCase(Locale.ROOT)))
                .map(unit -> number.multiply(BigDecimal.valueOf(unit)))
                .filter(amount -> amount.compareTo(MOST) <= 0)
                .map(BigDecimal::longValue);
    }

    private static Optional<Duration> isoDuration(String text) {
        try {
            Duration duration = Duration.parse(text);
            boolean representable = !duration.isNegative() && duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) <= 0;
            return representable ? Optional.of(duration) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
