package dev.headgate.state;

/** How a job ended. Each job has exactly one. */
public sealed interface Outcome {
    /** Whether the record's offset counts as done. */
    boolean isDone();

    /** The ends that need no further word. */
    enum Plain implements Outcome {
        /** The sink acknowledged it. */
        ACKED(true),
        /** The dead-letter topic acknowledged it. */
        DEAD_LETTERED(true),
        /** It failed and the policy is to go on without it. */
        SKIPPED(true),
        /** Its partition was revoked, or the drain deadline passed, before it ended; its next owner delivers it. */
        DROPPED(false);

        private final boolean done;

        Plain(boolean done) {
            this.done = done;
        }

        @Override
        public boolean isDone() {
            return done;
        }
    }

    /**
     * It failed and the policy is to stop.
     *
     * @param message one line that names the record and the reason
     * @param cause what went wrong last
     */
    record Halted(String message, Throwable cause) implements Outcome {
        @Override
        public boolean isDone() {
            return false;
        }
    }
}
