package dev.headgate.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses which valid name a misspelt one was meant to be. */
public final class NearestName {
    private NearestName() {}

    /**
     * The valid name with the fewest edits to the given one; of several the alphabetically first. Empty if none is near: with
     * more edits than three, or than a third of its letters, it is another word.
     */
    public static Optional<String> of(String misspelt, Collection<String> valid) {
        LevenshteinDistance edits = new LevenshteinDistance(Math.max(3, misspelt.length() / 3));
        return valid.stream()
                .filter(name -> edits.apply(misspelt, name) >= 0)
                .min(Comparator.comparingInt((String name) -> edits.apply(misspelt, name))
                        .thenComparing(Comparator.naturalOrder()));
    }
}
