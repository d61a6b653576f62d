package dev.headgate.audit;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A record that something is wrong with.
 *
 * @param kind what is wrong: missing, duplicated, reordered, corrupted or unsent
 * @param run its run
 * @param producer its producer, or its id
 * @param sequence its number
 */
public record Example(Count kind, String run, String producer, long sequence) {
    private static final Comparator<Example> ORDER = Comparator.comparing(Example::kind)
            .thenComparing(Example::run)
            .thenComparing(Example::producer)
            .thenComparingLong(Example::sequence);

    /** The first of each kind and run, in the order of kind, run, producer and sequence. */
    static List<Example> first(Collection<Example> examples, int most) {
        record Group(Count kind, String run) {}
        Map<Group, Integer> found = new HashMap<>();
        return examples.stream()
                .sorted(ORDER)
                .filter(each -> found.merge(new Group(each.kind(), each.run()), 1, Integer::sum) <= most)
                .toList();
    }
}
