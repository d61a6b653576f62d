package dev.headgate.internal.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which valid name a misspelt one was meant to be. */
public final class NearestName {
    private NearestName() {}

    /**
     * The valid name with the fewest edits to the given one; of several the alphabetically first. Empty if none is near: with
     * more edits than three, or than a third of its letters, it is another word.
     */
    public static Optional<String> of(String misspelt, Collection<String> valid) {
        int most = Math.max(3, misspelt.length() / 3);
        return valid.stream()
                .filter(name -> edits(misspelt, name) <= most)
                .min(Comparator.comparingInt((String name) -> edits(misspelt, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * The Levenshtein distance: insertions, deletions and substitutions of one character. By Wagner and Fischer, with one row.
     * Twelve lines of our own, since a library for them would be two jars and 900 kB on the class path of each user.
     */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
