package dev.headgate.simulation;

import dev.headgate.api.FailurePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a history that violates an invariant shorter and plainer, as long as it still violates the same one: leaves out
 * steps, many at a time at first (Zeller and Hildebrandt's ddmin), simplifies those that are left, and turns off what the
 * settings bring in.
 */
final class Shrinker {
    private static final int MOST_RUNS = 3_000;

    private final Function<History, Result> run;
    private final String invariant;
    private History best;
    private int runs;

    private Shrinker(History failing, String invariant, Function<History, Result> run) {
        this.best = failing;
        this.invariant = invariant;
        this.run = run;
    }

    /** The smallest history found. */
    static History shrink(History failing, Violation violation, Function<History, Result> run) {
        Shrinker shrinker = new Shrinker(failing, violation.invariant(), run);
        int before;
        do {
            before = shrinker.best.steps().size();
            shrinker.leaveOutSteps();
            shrinker.simplifySettings();
            shrinker.simplifySteps();
        } while (shrinker.best.steps().size() < before && shrinker.runs < MOST_RUNS);
        return shrinker.best;
    }

    private void leaveOutSteps() {
        for (int size = Math.max(1, best.steps().size() / 2); size >= 1; size /= 2) {
            for (int from = best.steps().size() - size; from >= 0; from -= size) {
                List<Step> fewer = new ArrayList<>(best.steps());
                fewer.subList(from, from + size).clear();
                keepIfItFails(best.with(fewer));
                from = Math.min(from, best.steps().size());
            }
        }
    }

    private void simplifySteps() {
        for (int i = 0; i < best.steps().size(); i++) {
            List<Step> simpler = new ArrayList<>(best.steps());
            simpler.set(i, simpler.get(i).simpler());
            keepIfItFails(best.with(simpler));
        }
    }

    private void simplifySettings() {
        keepIfItFails(best.with(best.settings().friendly()));
        keepIfItFails(best.with(best.settings().firstComeFirstServed()));
        keepIfItFails(best.with(best.settings().withPartitions(1)));
        keepIfItFails(best.with(best.settings().oneByOne()));
        keepIfItFails(best.with(best.settings().withWorkers(1)));
        keepIfItFails(best.with(best.settings().withPolicy(FailurePolicy.DEAD_LETTER)));
    }

    private void keepIfItFails(History candidate) {
        if (runs >= MOST_RUNS || candidate.equals(best)) {
            return;
        }
        runs++;
        Optional<Violation> violation = run.apply(candidate).violation();
        if (violation.isPresent() && violation.get().invariant().equals(invariant)) {
            best = candidate;
        }
    }
}
