package dev.headgate.state;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which records a reader wants to see: those that all three admit. Immutable.
 *
 * @param topic the only topic; empty for all
 * @param partition the only partition, by its number; empty for all
 * @param key the only key, as UTF-8 text; empty for all
 */
public record RecordFilter(Optional<String> topic, OptionalInt partition, Optional<String> key) {
    /** All records. */
    public static final RecordFilter ALL = new RecordFilter(Optional.empty(), OptionalInt.empty(), Optional.empty());
}
