package dev.headgate.simulation;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Holds what the consumer has paused against what the engine's load demands, by docs/DESIGN.md: above the upper mark a
 * partition has to be paused, below the lower one it must not be, and between the two either may be (I9).
 */
final class PauseJudge {
    /** What bears on a pause besides the load. */
    record Wishes(
            boolean draining,
            boolean operator,
            Set<Integer> partitions,
            boolean downstreamUnavailable,
            boolean transactionClosed) {}

    /** Whether a circuit is open, so that the engine may have paused a moment ago and may want to go on now. */
    BooleanSupplier isOpen = () -> false;

    private final SimulatedWorld world;
    private final Witness witness;
    private final Settings settings;
    private final int pollRecords;

    PauseJudge(SimulatedWorld world, Witness witness) {
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
                misjudged(owner, owner + " is not paused, in spite of " + why);
            } else if (isPaused && why.isEmpty() && !wishes.transactionClosed() && !mayBePaused(owner, owned.size())) {
                misjudged(
                        owner,
                        owner + " is paused, and nothing asks for it: of " + witness.inFlight()
                                + " records in flight it has "
                                + witness.inFlightOf(owner) + ", and reads at " + owner.position + " with all below "
                                + owner.prefix() + " done");
            } else {
                owner.misjudged = 0;
            }
        }
    }

    /**
     * With exactly-once the poll thread may wait, or settle more, between the decision and the poll; and whether all that is left
     * was in vain, so that others are wanted, is a matter of time. But not at each poll.
     */
    private void misjudged(Ownership owner, String how) {
        if (++owner.misjudged > (settings.exactlyOnce() || settings.poison() ? 1 : 0)) {
            world.violate("I9", how);
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
        if (wishes.downstreamUnavailable() && witness.inFlight() > 0) {
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
            return "its full window of " + owner.window();
        }
        return "";
    }

    private boolean mayBePaused(Ownership owner, int assigned) {
        int records = witness.inFlight();
        boolean forAll =
                records > settings.queueRecords() * 3 / 4 || witness.inFlightBytes() > settings.queueBytes() / 2;
        // With exactly-once the gaps between offsets count too, since they take room in the map; at worst so.
        long window = settings.exactlyOnce() ? (owner.position - owner.prefix()) * 3 / 2 + 1 : owner.window();
        boolean forWindow = window > settings.partitionWindow() / 2;
        int own = witness.inFlightOf(owner);
        int share = Math.max(1, records / assigned);
        boolean forShare = assigned > 1 && own > share * 3 / 4 && records > settings.queueRecords() / 4;
        if (forShare && !forAll && !forWindow) {
            world.count(Happening.PAUSED_FOR_THE_FAIR_SHARE);
        }
        return forAll || forWindow || forShare || isOpen.getAsBoolean();
    }
}
