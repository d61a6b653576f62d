package dev.headgate.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One transaction as its coordinator and the partitions have it. */
final class Txn {
    final String id;
    final int epoch;

    /** What was written, in the order of the log. */
    final List<Sent> written = new ArrayList<>();

    /** What is to be committed with it, by partition. */
    final Map<Integer, ExactJudge.Point> points = new HashMap<>();

    State state = State.OPEN;

    enum State {
        OPEN,
        COMMITTED,
        ABORTED
    }

    Txn(String id, int epoch) {
        this.id = id;
        this.epoch = epoch;
    }

    /**
     * An output or a dead letter, by the records that it was made from.
     *
     * @param dead whether it is a dead letter
     */
    record Sent(List<Polled> records, boolean dead) {
        boolean isOfSeveral() {
            return records.size() > 1;
        }

        /** Whether its topic refuses it. That doesn't change before all heals, but what is too large together may fit alone. */
        boolean isTooLarge(SimulatedWorld world) {
            Polled first = records.getFirst();
            int what = dead ? 7 : isOfSeveral() ? 6 : 5;
            SplittableRandom dice = world.dice(what, first.owner.partition, first.offset, records.size());
            return dice.nextInt(dead ? 60 : isOfSeveral() ? 3 : 30) == 0;
        }

        /** The same in another ownership. */
        String name() {
            return (dead ? "the dead letter of " : "what is made of ")
                    + records.stream()
                            .map(each -> each.owner.partition + "@" + each.offset)
                            .toList();
        }
    }
}
