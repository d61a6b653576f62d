package dev.headgate.sim.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that someone meant. */
public final class Nearest {

    private static final int FAR = 4;
    private static final LevenshteinDistance DISTANCE = new LevenshteinDistance(FAR);

    private Nearest() {}

    /** The known name most like the given one; empty if none is like it. */
    public static Optional<String> to(String given, Collection<String> known) {
        return known.stream()
                .filter(each -> distance(given, each) <= Math.max(1, each.length() / 2))
                .min(Comparator.comparingInt(each -> distance(given, each)));
    }

    private static int distance(String given, String known) {
        int distance = DISTANCE.apply(given, known);
        return distance < 0 ? Integer.MAX_VALUE : distance;
    }

    /** {@code ; did you mean 'ramp'? Known are const, ramp, …} */
    public static String hint(String given, Collection<String> known) {
        String all = "known are " + String.join(", ", known);
        return to(given, known)
                .map(each -> "; did you mean '" + each + "'? (" + all + ")")
                .orElse("; " + all);
    }
}
