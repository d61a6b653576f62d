package dev.headgate.simulation;

import java.util.List;

/** What is printed of a history that violates an invariant: the command that replays it, and the smallest that still does. */
final class Report {
    private static final int LINES = 80;

    private Report() {}

    static String of(History failing, Violation violation) {
        History small = Shrinker.shrink(failing, violation, Simulation::run);
        Result result = Simulation.run(small);
        List<String> lines = result.lines();
        return "seed " + failing.seed() + " violates " + violation + "\n"
                + "replay it with: ./headgate simulate 1 " + failing.seed() + "\n"
                + "shrunk from " + failing.steps().size() + " steps to "
                + small.steps().size() + ", which violate "
                + result.violation().map(Violation::toString).orElse("nothing any more") + "\n"
                + small + "\n\nwhat happened last:\n  "
                + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
