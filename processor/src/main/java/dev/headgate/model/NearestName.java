package dev.headgate.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses which valid name a misspelt one was meant to be. */
public final class NearestName {
    private NearestName() {}

    /** The valid name with the fewest edits to the given one; of several the alphabetically first. Empty if there is none. */
    public static Optional<String> of(String misspelt, Collection<String> valid) {
        LevenshteinDistance edits = LevenshteinDistance.getDefaultInstance();
        return valid.stream()
                .min(Comparator.comparingInt((String name) -> edits.apply(misspelt, name))
                        .thenComparing(Comparator.naturalOrder()));
    }
}
