package dev.headgate.simulation;

import java.util.SplittableRandom;

/**
 * One thing that the world does to the engine. Its numbers are read modulo what there is at the time, so that a step means
 * something whatever was taken out of the history before it.
 *
 * @param delayMs how long after the step before
 */
record Step(int delayMs, Kind kind, int a, int b) {
    /** What is done. */
    enum Kind {
        PRODUCE(30),
        LEAVE_A_GAP(6),
        EAGER(4),
        COOPERATIVE(6),
        LOST(3),
        OTHER_MEMBER_WORKS(5),
        FOREIGN_METADATA(1),
        COMMITS_FAIL(5),
        POLLS_FAIL(2),
        READS_FAIL(2),
        HANDLERS_ARE(6),
        SINK_IS(8),
        PAUSE(2),
        RESUME(3),
        PAUSE_PARTITION(2),
        RESUME_PARTITION(2),
        SEEK(6),
        RETENTION(2),
        SHUT_DOWN(1),
        KILL(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        private static Kind draw(SplittableRandom random) {
            int all = 0;
            for (Kind kind : values()) {
                all += kind.weight;
            }
            int cast = random.nextInt(all);
            for (Kind kind : values()) {
                cast -= kind.weight;
                if (cast < 0) {
                    return kind;
                }
            }
            throw new IllegalStateException();
        }
    }

    static Step draw(SplittableRandom random) {
        int delay = random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(30);
        return new Step(delay, Kind.draw(random), random.nextInt(1 << 16), random.nextInt(1 << 16));
    }

    /** The same, as plain as can be. */
    Step simpler() {
        return new Step(delayMs / 2, kind, a % 4, b % 2);
    }

    @Override
    public String toString() {
        return "after " + delayMs + " ms " + kind + " " + a + " " + b;
    }
}
