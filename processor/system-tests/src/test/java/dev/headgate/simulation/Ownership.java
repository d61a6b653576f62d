package dev.headgate.simulation;

import dev.headgate.internal.offset.OffsetRanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One time that one engine had a partition and went on from one position without a jump: the witness's own notes of it. */
final class Ownership {
    final int number;
    final int partition;

    /** Where it begins; -1 until that is known. */
    long start = -1;

    /** The number of the first ownership of those that follow one another by restarts alone. */
    final int lineage;

    /** Where that one began if somebody has moved it there, or nothing was committed; -1 if it began at a commit. */
    long origin = -1;

    /** Whether the engine knows what the map says. */
    boolean mapKnown;

    /** The offset after the last one polled or passed. */
    long position = -1;

    /** What the map in the commit it begins with says is done. */
    OffsetRanges mapped = OffsetRanges.EMPTY;

    long mappedFrom = -1;
    boolean revoking;

    /** Somebody who may has asked to move it. */
    boolean moving;

    /** At how many polls in a row it was paused without a reason, or not paused in spite of one. */
    int misjudged;

    boolean gone;
    long sentCommit = -1;

    /** What a coordinator was asked to commit last. */
    long askedFor = -1;

    String askedMetadata = "";
    final List<Polled> polled = new ArrayList<>();

    /** The records of each lane that keep others waiting, in their order. */
    final Map<Integer, ArrayDeque<Polled>> lanes = new HashMap<>();

    private int firstOpen;

    Ownership(int number, int partition) {
        this(number, partition, number);
    }

    private Ownership(int number, int partition, int lineage) {
        this.number = number;
        this.partition = partition;
        this.lineage = lineage;
    }

    /** The same once more after a transaction was aborted, from this offset on. */
    Ownership again(int next, long from) {
        Ownership again = new Ownership(next, partition, lineage);
        again.origin = origin;
        again.start = from;
        again.position = from;
        again.mapKnown = true;
        return again;
    }

    /** The first record that has not ended well, by what the poll thread was told; the position if there is none. */
    long prefix() {
        int open = firstOpen();
        return open < polled.size() ? polled.get(open).offset : position;
    }

    /** How many records lie between the first that has not ended well and the last one polled. */
    int window() {
        return polled.size() - firstOpen();
    }

    private int firstOpen() {
        while (firstOpen < polled.size() && polled.get(firstOpen).isSettled()) {
            firstOpen++;
        }
        return firstOpen;
    }

    @Override
    public String toString() {
        return Settings.TOPIC + "-" + partition + " (ownership " + number + ")";
    }
}
