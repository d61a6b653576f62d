package dev.headgate.sim.keys;

import dev.headgate.sim.text.BadTextException;
import dev.headgate.sim.text.Nearest;
import dev.headgate.sim.text.Quantities;
import dev.headgate.sim.text.Spec;
import java.util.List;

/** How records spread over the keys of a run. */
public sealed interface KeyDistribution {

    /** All names, as on the command line. */
    List<String> NAMES = List.of("uniform", "round-robin", "zipf", "hot", "single", "null");

    /** Each key as likely as the others. */
    record Uniform() implements KeyDistribution {}

    /** One key after another. */
    record RoundRobin() implements KeyDistribution {}

    /**
     * Key number k as likely as 1 / k^exponent.
     *
     * @param exponent 0 or above; about 1 in much that is real
     */
    record Zipf(double exponent) implements KeyDistribution {}

    /**
     * Some keys get more than the others.
     *
     * @param share what part of the records they get, 0 to 1; the rest is spread over all keys
     * @param hotKeys how many they are
     * @param rotate after how many records of the producer the next keys are hot; 0 for never
     */
    record Hot(double share, int hotKeys, int rotate) implements KeyDistribution {}

    /** One key for all. */
    record Single() implements KeyDistribution {}

    /** No key. */
    record None() implements KeyDistribution {}

    /**
     * Reads {@code uniform}, {@code round-robin}, {@code zipf:s=1.1}, {@code hot:share=80%,keys=3,rotate=10000},
     * {@code single} or {@code null}.
     *
     * @throws BadTextException where the text stops making sense
     * @throws IllegalArgumentException if there is no such distribution
     */
    static KeyDistribution parse(String text) {
        Spec spec = Spec.parse(text);
        return switch (spec.name()) {
            case "uniform" -> plain(spec, new Uniform());
            case "round-robin" -> plain(spec, new RoundRobin());
            case "zipf" -> new Zipf(spec.allowing("s").number("s", 1));
            case "hot" -> {
                spec.allowing("share", "keys", "rotate");
                double share = spec.get("share", 0.8, Quantities::share);
                yield new Hot(share, spec.count("keys", 1), spec.has("rotate") ? spec.count("rotate", 1) : 0);
            }
            case "single" -> plain(spec, new Single());
            case "null" -> plain(spec, new None());
            default ->
                throw new IllegalArgumentException(
                        "there is no key distribution '" + spec.name() + "'" + Nearest.hint(spec.name(), NAMES));
        };
    }

    private static KeyDistribution plain(Spec spec, KeyDistribution distribution) {
        spec.allowing();
        return distribution;
    }
}
