package dev.headgate.audit;

import java.util.Comparator;

/**
 * A record that something is wrong with.
 *
 * @param kind what is wrong: missing, duplicated, reordered, corrupted or unsent
 * @param run its run
 * @param producer its producer, or its id
 * @param sequence its number
 */
public record Example(Count kind, String run, String producer, long sequence) {
    /** By kind, run, producer and sequence. */
    static final Comparator<Example> ORDER = Comparator.comparing(Example::kind)
            .thenComparing(Example::run)
            .thenComparing(Example::producer)
            .thenComparingLong(Example::sequence);
}
