package dev.headgate.simulation;

import java.util.List;
import java.util.Set;

/**
 * Holds what the consumer has paused against what the engine's load demands, by docs/DESIGN.md: above the upper mark a
 * partition has to be paused, below the lower one it must not be, and between the two either may be (I9).
 */
final class PauseJudge {
    /** What bears on a pause besides the load. */
    record Wishes(boolean draining, boolean operator, Set<Integer> partitions, boolean sinkUnavailable) {}

    private final World world;
    private final Witness witness;
    private final Settings settings;
    private final int pollRecords;

    PauseJudge(World world, Witness witness) {
        this.world = world;
        this.witness = witness;
        this.settings = world.settings;
        this.pollRecords = settings.engine().maxPollRecords();
    }

    /** The engine is about to poll. */
    void judge(List<Ownership> owned, Set<Integer> paused, Wishes wishes) {
        String must = mustPauseAll(wishes);
        for (Ownership owner : owned) {
            String why = must.isEmpty() ? mustPause(owner, wishes) : must;
            boolean isPaused = paused.contains(owner.partition);
            if (!why.isEmpty() && !isPaused) {
                world.violate("I9", owner + " is not paused, in spite of " + why);
            }
            if (isPaused && why.isEmpty() && !mayBePaused(owner, owned.size())) {
                world.violate("I9", owner + " is paused, and nothing asks for it");
            }
        }
    }

    private String mustPauseAll(Wishes wishes) {
        if (wishes.draining()) {
            world.count(Happening.PAUSED_TO_DRAIN);
            return "the drain";
        }
        if (wishes.operator()) {
            world.count(Happening.PAUSED_BY_THE_OPERATOR);
            return "the operator's wish";
        }
        if (wishes.sinkUnavailable() && witness.inFlight() > 0) {
            world.count(Happening.PAUSED_FOR_THE_SINK);
            return "the open circuit";
        }
        if (witness.inFlight() > settings.queueRecords() - pollRecords) {
            world.count(Happening.PAUSED_FOR_THE_QUEUE);
            return "the full queue";
        }
        if (witness.inFlightBytes() >= settings.queueBytes()) {
            world.count(Happening.PAUSED_FOR_BYTES);
            return "the bytes in flight";
        }
        return "";
    }

    private String mustPause(Ownership owner, Wishes wishes) {
        if (wishes.partitions().contains(owner.partition)) {
            world.count(Happening.PARTITION_PAUSED_BY_THE_OPERATOR);
            return "the operator's wish for it";
        }
        if (owner.window() > settings.partitionWindow() - pollRecords) {
            world.count(Happening.PAUSED_FOR_THE_WINDOW);
            return "its full window";
        }
        return "";
    }

    private boolean mayBePaused(Ownership owner, int assigned) {
        int records = witness.inFlight();
        boolean forAll =
                records > settings.queueRecords() * 3 / 4 || witness.inFlightBytes() > settings.queueBytes() / 2;
        boolean forWindow = owner.window() > settings.partitionWindow() / 2;
        int own = witness.inFlightOf(owner);
        int share = Math.max(1, records / assigned);
        boolean forShare = assigned > 1 && own > share * 3 / 4 && records > settings.queueRecords() / 4;
        if (forShare && !forAll && !forWindow) {
            world.count(Happening.PAUSED_FOR_THE_FAIR_SHARE);
        }
        return forAll || forWindow || forShare;
    }
}
