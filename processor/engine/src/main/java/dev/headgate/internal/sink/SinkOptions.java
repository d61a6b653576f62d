package dev.headgate.internal.sink;

import dev.headgate.internal.text.NearestName;
import dev.headgate.internal.text.PrintableText;
import dev.headgate.internal.text.Secrets;
import dev.headgate.internal.text.Units;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the options of a sink with their types. Every method throws {@link IllegalArgumentException} with one line that
 * names the option, its value and the fix; values that may be secrets are never shown. Immutable.
 */
public final class SinkOptions {
    /** What stands in front of each option in the configuration. */
    public static final String PREFIX = "headgate.sink.options.";

    private static final Pattern USER_INFO = Pattern.compile("//[^/?#\\s]*@");
    private static final Pattern QUERY = Pattern.compile("\\?.*", Pattern.DOTALL);
    private static final int SHOWN_CHARS = 100;

    private final Map<String, String> options;

    private SinkOptions(Map<String, String> options) {
        this.options = options;
    }

    /**
     * Takes the options that a sink was given.
     *
     * @param sink the sink's name, for messages
     * @param known the options it has; one that ends in a dot stands for all names that begin so
     * @throws IllegalArgumentException if an option is not among the known ones, with the nearest that is
     */
    public static SinkOptions of(String sink, Map<String, String> options, Collection<String> known) {
        for (String key : new TreeSet<>(options.keySet())) {
            if (!known.contains(key) && known.stream().noneMatch(name -> isPrefix(name, key))) {
                throw new IllegalArgumentException(PREFIX + key + " is no option of the sink '" + sink + "'"
                        + nearest(key, known)
                                .map(nearest -> "; did you mean " + PREFIX + shownName(nearest) + "?")
                                .orElse("; " + has(known)));
            }
            if (known.contains(key) && options.getOrDefault(key, "").isBlank()) {
                throw new IllegalArgumentException(PREFIX + key + " is empty; give it a value, or remove it");
            }
        }
        return new SinkOptions(Map.copyOf(options));
    }

    /** Of names that are free after a dot, only what stands before it can be misspelt. */
    private static Optional<String> nearest(String key, Collection<String> known) {
        String beginning = key.substring(0, key.indexOf('.') + 1);
        return NearestName.of(key, known)
                .or(() -> NearestName.of(
                        beginning,
                        known.stream().filter(name -> name.endsWith(".")).toList()));
    }

    private static String has(Collection<String> known) {
        return known.isEmpty()
                ? "it has none"
                : "it has "
                        + known.stream().sorted().map(SinkOptions::shownName).collect(Collectors.joining(", "));
    }

    private static boolean isPrefix(String known, String key) {
        return known.endsWith(".") && key.startsWith(known) && key.length() > known.length();
    }

    private static String shownName(String known) {
        return known.endsWith(".") ? known + "<name>" : known;
    }

    /** The text; empty if it is not set. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(options.get(key)).map(String::strip);
    }

    /** The text of an option that has to be there. */
    public String required(String key) {
        return text(key).orElseThrow(() -> new IllegalArgumentException(PREFIX + key + " is missing; it must be set"));
    }

    /** One of a few words. */
    public String oneOf(String key, String fallback, Set<String> words) {
        String word = text(key).orElse(fallback);
        if (!words.contains(word)) {
            throw invalid(key, "one of " + String.join(", ", new TreeSet<>(words)));
        }
        return word;
    }

    /** A whole number from {@code min} to {@code max}. */
    public int integer(String key, int fallback, int min, int max) {
        return Math.toIntExact(integer(key, (long) fallback, min, max));
    }

    /** A whole number from {@code min} to {@code max}. */
    public long integer(String key, long fallback, long min, long max) {
        return number(key, fallback, min, max, SinkOptions::whole, "a whole number");
    }

    /** A number from {@code min} to {@code max}. */
    public double decimal(String key, double fallback, double min, double max) {
        return number(key, fallback, min, max, Units::decimal, "a number");
    }

    private <T extends Comparable<T>> T number(
            String key, T fallback, T min, T max, Function<String, Optional<T>> parser, String what) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        return parser.apply(text.get())
                .filter(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0)
                .orElseThrow(() -> invalid(key, what + " from " + min + " to " + max));
    }

    private static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key, boolean fallback) {
        return text(key)
                .map(text -> Units.flag(text).orElseThrow(() -> invalid(key, "true or false")))
                .orElse(fallback);
    }

    /** A duration of at least {@code min}; see {@link Units#duration}. */
    public Duration duration(String key, Duration fallback, Duration min) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        return text.flatMap(Units::duration)
                .filter(duration -> duration.compareTo(min) >= 0)
                .orElseThrow(() -> invalid(
                        key, Units.A_DURATION + (min.isZero() ? "" : ", of at least " + min.toMillis() + "ms")));
    }

    /** An absolute http or https address that has to be there. It may not carry a password. */
    public URI httpUri(String key) {
        URI uri;
        try {
            uri = new URI(required(key));
        } catch (URISyntaxException _) {
            throw invalid(key, "an address such as https://example.org/records");
        }
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
            throw invalid(key, "an address such as https://example.org/records");
        }
        if (uri.getRawUserInfo() != null) {
            throw invalid(key, "an address without user and password; put them into headers.Authorization");
        }
        return uri;
    }

    /** All options that begin with the prefix, without it; in alphabetical order. */
    public Map<String, String> under(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        new TreeMap<>(options).forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** The exception for an option whose value won't do, for a caller that reads the value in a way of its own. */
    public IllegalArgumentException invalid(String key, String expected) {
        String value = options.getOrDefault(key, "");
        return new IllegalArgumentException(PREFIX + key + " is '" + shown(key, value) + "', but must be " + expected);
    }

    private static String shown(String key, String value) {
        if (Secrets.isSecret(key)) {
            return "(hidden)";
        }
        String bare = value.contains("//") ? withoutSecrets(value) : value;
        return PrintableText.of(bare, SHOWN_CHARS);
    }

    /** An address without the parts that often carry secrets: user, password, and query. */
    public static String withoutSecrets(String address) {
        return QUERY.matcher(USER_INFO.matcher(address).replaceAll("//")).replaceAll("");
    }
}
