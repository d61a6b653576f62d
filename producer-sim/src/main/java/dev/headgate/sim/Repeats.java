package dev.headgate.sim;

import dev.headgate.sim.random.SeededRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Decides which records are sent again, and keeps them until then. Not thread-safe. */
final class Repeats {

    private final double share;
    private final SeededRandom random;
    /** By position modulo their number; what is taken when two fall on one goes a place further on. */
    private final List<Optional<Content>> waiting;

    Repeats(double share, SeededRandom random) {
        this.share = share;
        this.random = random;
        this.waiting = new ArrayList<>(Collections.nCopies(Faults.DUPLICATE_DISTANCE + 1, Optional.empty()));
    }

    /** What is to be repeated at this position, if anything. */
    Optional<Content> at(long position) {
        if (share == 0) {
            return Optional.empty();
        }
        int place = place(position);
        return waiting.set(place, Optional.empty());
    }

    /** Lets chance decide whether the record that went out at this position goes out again. */
    void consider(Content content, long position) {
        if (share == 0 || random.at(content.sequence()).nextDouble() >= share) {
            return;
        }
        long wish = position + 1 + random.nextInt(Faults.DUPLICATE_DISTANCE);
        for (int i = 0; i < waiting.size(); i++) {
            int place = place(wish + i);
            if (waiting.get(place).isEmpty() && place != place(position)) {
                waiting.set(place, Optional.of(content));
                return;
            }
        }
    }

    private int place(long position) {
        return (int) (position % waiting.size());
    }
}
