package dev.headgate.admin;

import dev.headgate.state.RecordFilter;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What {@code /records/stream} is asked for. */
final class RecordQuery {
    private static final Set<String> NAMES = Set.of("topic", "partition", "key");

    private RecordQuery() {}

    /** @throws IllegalArgumentException in one line, if something is not a filter */
    static RecordFilter of(URI uri) {
        Map<String, String> given = new HashMap<>();
        for (String part : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1)) {
            if (!part.isEmpty()) {
                String[] pair = part.split("=", 2);
                String name = decode(pair[0]);
                if (!NAMES.contains(name) || pair.length < 2) {
                    throw new IllegalArgumentException("'" + name + "' is no filter: give topic=, partition= or key=");
                }
                given.put(name, decode(pair[1]));
            }
        }
        return new RecordFilter(
                Optional.ofNullable(given.get("topic")),
                partition(Optional.ofNullable(given.get("partition"))),
                Optional.ofNullable(given.get("key")));
    }

    private static OptionalInt partition(Optional<String> text) {
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.get().matches("\\d{1,9}")) {
            throw new IllegalArgumentException("partition is '" + text.get() + "': give a number from 0");
        }
        return OptionalInt.of(Integer.parseInt(text.get()));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
