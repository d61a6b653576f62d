package dev.headgate.simulation;

import dev.headgate.model.Outcome;
import org.jspecify.annotations.Nullable;

/** One record of one poll, as the witness sees it: what the world knows of it, and what the engine said. */
final class Polled {
    final int id;
    final Ownership owner;
    final long offset;

    /** -1 for none. */
    final int key;

    final int bytes;

    /** The map of an earlier owner says that it is done, so it is never in flight. */
    boolean passed;

    /** The sink has taken it. */
    boolean handed;

    /** The sink has acknowledged it. */
    boolean acked;

    boolean deadLettered;
    int failures;

    @Nullable
    Outcome outcome;

    Polled(int id, Ownership owner, long offset, int key, int bytes) {
        this.id = id;
        this.owner = owner;
        this.offset = offset;
        this.key = key;
        this.bytes = bytes;
    }

    /** Whether the poll thread may count it as done. */
    boolean isSettled() {
        return passed || (outcome != null && outcome.isDone());
    }

    /** Whether it is in flight by what the poll thread was told. */
    boolean isInFlight() {
        return !passed && outcome == null;
    }

    @Override
    public String toString() {
        return owner + "@" + offset + (key < 0 ? " without a key" : " key " + key);
    }
}
