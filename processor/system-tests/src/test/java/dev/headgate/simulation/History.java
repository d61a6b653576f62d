package dev.headgate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/** A seed, what stays the same, and what happens: all that a run is made of. */
record History(long seed, Settings settings, List<Step> steps) {
    private static final int FEWEST_STEPS = 4;
    private static final int MOST_STEPS = 40;

    /** @param exactly with transactions; the same settings otherwise, and the same steps */
    static History of(long seed, boolean exactly) {
        SplittableRandom random = new SplittableRandom(seed);
        Settings drawn = Settings.draw(random.split());
        Settings settings = exactly ? drawn.exactly(new SplittableRandom(~seed)) : drawn;
        int count = FEWEST_STEPS + random.nextInt(MOST_STEPS - FEWEST_STEPS);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(Step.draw(random));
        }
        return new History(seed, settings, List.copyOf(steps));
    }

    History with(List<Step> other) {
        return new History(seed, settings, List.copyOf(other));
    }

    History with(Settings other) {
        return new History(seed, other, steps);
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner("\n  ", "history of seed " + seed + "\n  ", "");
        text.add(settings.toString());
        steps.forEach(step -> text.add(step.toString()));
        return text.toString();
    }
}
