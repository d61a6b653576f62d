package dev.headgate.audit;

import dev.headgate.internal.text.NearestName;
import dev.headgate.internal.text.Units;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Something that a verdict must not say. */
public sealed interface Condition {
    /** What a condition looks like, for messages. */
    String FORMS = "loss, duplicate, reorder, corrupt, unsent, dead-letter, unidentified, or a limit such as p99>500ms";

    /** Why the condition holds, in words; empty if it doesn't. */
    Optional<String> holds(RunVerdict verdict);

    /** A number that must be 0. */
    record Counted(String name, String words, ToLongFunction<RunVerdict> number) implements Condition {
        @Override
        public Optional<String> holds(RunVerdict verdict) {
            long found = number.applyAsLong(verdict);
            return found > 0
                    ? Optional.of(String.format(Locale.ROOT, "%s: %,d %s", name, found, words))
                    : Optional.empty();
        }
    }

    /** A latency that must not be exceeded by this share of the deliveries. */
    record Latency(String name, double percentile, Duration limit) implements Condition {
        private static final double NANOS_PER_MS = 1e6;

        @Override
        public Optional<String> holds(RunVerdict verdict) {
            Duration found = verdict.latency(percentile);
            return found.compareTo(limit) > 0
                    ? Optional.of(String.format(
                            Locale.ROOT,
                            "%s is %.1f ms, above %.1f ms",
                            name,
                            found.toNanos() / NANOS_PER_MS,
                            limit.toNanos() / NANOS_PER_MS))
                    : Optional.empty();
        }
    }

    /**
     * Reads one condition.
     *
     * @throws IllegalArgumentException if there is none of that name; the message is one line with the nearest
     */
    static Condition parse(String text) {
        String stripped = text.strip();
        Matcher latency = Names.LATENCY.matcher(stripped);
        if (latency.matches()) {
            return latency(stripped, latency.group(1), latency.group(2));
        }
        return Optional.ofNullable(Names.COUNTED.get(stripped)).orElseThrow(() -> unknown(stripped));
    }

    private static Condition latency(String text, String which, String limit) {
        double percentile = which.equals("max") ? 100 : Double.parseDouble(which.substring(1));
        Duration most = Units.duration(limit)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "': the limit '" + limit + "' must be " + Units.A_DURATION));
        if (percentile <= 0 || percentile > 100) {
            throw new IllegalArgumentException("'" + text + "': a percentile is above 0 and at most 100");
        }
        return new Latency(which, percentile, most);
    }

    private static IllegalArgumentException unknown(String text) {
        List<String> names = Stream.concat(Names.COUNTED.keySet().stream(), Stream.of("p50>1s", "p99>1s", "max>1s"))
                .toList();
        String guess = NearestName.of(text, names)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse(".");
        return new IllegalArgumentException("'" + text + "' is no condition" + guess + " There are " + FORMS);
    }

    /** The conditions by name. */
    final class Names {
        private static final Pattern LATENCY = Pattern.compile("(p\\d{1,3}(?:\\.\\d{1,4})?|max)\\s*>\\s*(.+)");
        private static final Map<String, Condition> COUNTED = new TreeMap<>(Map.of(
                "loss", new Counted("loss", "missing", RunVerdict::missing),
                "duplicate", counted("duplicate", "duplicated", Count.DUPLICATED),
                "reorder", counted("reorder", "reordered within their key", Count.REORDERED),
                "corrupt", counted("corrupt", "corrupted", Count.CORRUPTED),
                "unsent", counted("unsent", "delivered that were never sent", Count.UNSENT),
                "unidentified", counted("unidentified", "without an identity", Count.UNIDENTIFIED),
                "dead-letter",
                        new Counted(
                                "dead-letter",
                                "dead-lettered that were not meant to be",
                                verdict -> verdict.count(Count.DEAD_LETTERED) - verdict.count(Count.POISON))));

        private Names() {}

        private static Condition counted(String name, String words, Count count) {
            return new Counted(name, words, verdict -> verdict.count(count));
        }
    }
}
