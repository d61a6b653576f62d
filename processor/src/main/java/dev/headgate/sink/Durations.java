package dev.headgate.sink;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as people write them: {@code 250us}, {@code 5ms}, {@code 1.5s}, {@code 2m}, {@code 1h}, or {@code PT5S}. */
public final class Durations {
    /** What to write instead, for messages. */
    public static final String EXPECTED = "a duration such as 500ms, 5s, 2m or PT5S";

    private static final Pattern AMOUNT_AND_UNIT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?) ?(us|ms|s|m|h|d)");
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "us", BigDecimal.valueOf(1_000L),
            "ms", BigDecimal.valueOf(1_000_000L),
            "s", BigDecimal.valueOf(1_000_000_000L),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L),
            "d", BigDecimal.valueOf(86_400_000_000_000L));
    private static final BigDecimal LONGEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    private Durations() {}

    /** The duration that the text names; empty if it names none, a negative one, or one of more than 292 years. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = AMOUNT_AND_UNIT.matcher(text.strip());
        if (!matcher.matches()) {
            return parseIso(text.strip());
        }
        BigDecimal unit = NANOS.getOrDefault(matcher.group(2), BigDecimal.ZERO);
        BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(unit);
        return nanos.compareTo(LONGEST_NANOS) > 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos.longValue()));
    }

    private static Optional<Duration> parseIso(String text) {
        try {
            Duration duration = Duration.parse(text);
            boolean representable = !duration.isNegative() && duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) <= 0;
            return representable ? Optional.of(duration) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
