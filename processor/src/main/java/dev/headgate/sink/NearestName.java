package dev.headgate.sink;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which valid name a misspelt one was meant to be. */
final class NearestName {
    private NearestName() {}

    /** The valid name with the fewest edits to the given one; of several the alphabetically first. Empty if there is none. */
    static Optional<String> of(String misspelt, Collection<String> valid) {
        return valid.stream()
                .sorted(Comparator.comparingInt((String name) -> edits(misspelt, name))
                        .thenComparing(Comparator.naturalOrder()))
                .findFirst();
    }

    /** The Levenshtein distance. */
    private static int edits(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j < current.length; j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
