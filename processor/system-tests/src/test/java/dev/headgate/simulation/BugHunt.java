package dev.headgate.simulation;

import java.util.Optional;

/** Runs histories until one violates an invariant. Called by its name, in a class loader of its own. */
public final class BugHunt {
    private BugHunt() {}

    /** Returns the number of histories it took and the violation; nothing if there was none in this many. */
    public static Optional<String> hunt(int histories, boolean exactly) {
        for (int seed = 1; seed <= histories; seed++) {
            Optional<Violation> violation =
                    Simulation.run(History.of(seed, exactly)).violation();
            if (violation.isPresent()) {
                return Optional.of(seed + " " + violation.get());
            }
        }
        return Optional.empty();
    }
}
