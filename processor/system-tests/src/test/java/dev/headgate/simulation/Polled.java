package dev.headgate.simulation;

import dev.headgate.state.Outcome;
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

    /** The engine didn't take it in, and polls it again. */
    boolean putBack;

    /** The sink has taken it. */
    boolean handed;

    /** The sink has acknowledged it. */
    boolean acked;

    boolean deadLettered;

    /** It went into a transaction that is spoilt. */
    boolean broken;

    int failures;

    /** Something of its own has failed: its handler, or its delivery with an answer. */
    boolean ownFault;

    /** Its deserializer has said so. */
    boolean undecodable;

    /** What was thrown for it is what no other record would survive. */
    boolean unsurvivable;

    private int outages;
    private int lastOutage;

    @Nullable
    Outcome outcome;

    Polled(int id, Ownership owner, long offset, int key, int bytes) {
        this.id = id;
        this.owner = owner;
        this.offset = offset;
        this.key = key;
        this.bytes = bytes;
    }

    void wasItsOwnFault() {
        ownFault = true;
    }

    /** It has met a sink that was away, in the outage of this number. */
    void metOutage(int number) {
        if (number != lastOutage) {
            lastOutage = number;
            outages++;
        }
    }

    /** Whether there is a reason to give it up: not one outage, nor two. */
    boolean isToBlame(SimulatedWorld world) {
        return ownFault || outages > 2 || isPoison(world);
    }

    boolean isPoison(SimulatedWorld world) {
        return world.isPoison(owner.partition, offset, key);
    }

    /** Whether the poll thread may count it as done. */
    boolean isSettled() {
        return passed || (outcome != null && outcome.isDone());
    }

    /** Whether it is in flight by what the poll thread was told. */
    boolean isInFlight() {
        return !passed && !putBack && outcome == null;
    }

    @Override
    public String toString() {
        return owner + "@" + offset + (key < 0 ? " without a key" : " key " + key);
    }
}
