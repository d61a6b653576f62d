package dev.headgate.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * The transaction coordinator: knows the epoch of each transactional id, ends transactions as their producers say, and those that
 * take too long by itself. Outlives engines.
 */
final class Coordinator {
    private final SimulatedWorld world;
    private final ExactJudge judge;
    private final Map<String, Integer> epochs = new HashMap<>();
    private final Map<String, Txn> open = new HashMap<>();

    Coordinator(SimulatedWorld world) {
        this.world = world;
        this.judge = new ExactJudge(world);
    }

    /** Another producer begins with this id: what an earlier one has left open ends. Returns the new epoch. */
    int initialise(String id) {
        Txn left = open.get(id);
        if (left != null) {
            world.count(Happening.PREDECESSOR_ENDED);
            end(left, Txn.State.ABORTED);
        }
        return epochs.merge(id, 1, Integer::sum);
    }

    boolean isCurrent(String id, int epoch) {
        return epochs.getOrDefault(id, 0) == epoch;
    }

    /** The first record or offset of a transaction has arrived. */
    Txn begin(String id, int epoch) {
        Txn begun = new Txn(id, epoch);
        open.put(id, begun);
        world.time.after(world.settings.transactionTimeoutMs() * 1_000_000L, () -> {
            if (begun.state == Txn.State.OPEN) {
                world.count(Happening.TRANSACTION_TIMED_OUT);
                fence(id);
            }
        });
        return begun;
    }

    /** Ends what is open under this id, and nobody who has it now may go on with it. */
    void fence(String id) {
        Txn left = open.get(id);
        if (left != null) {
            end(left, Txn.State.ABORTED);
        }
        epochs.merge(id, 1, Integer::sum);
    }

    /** The producer asks for this end. False if it is fenced. */
    boolean end(Txn transaction, Txn.State how) {
        if (transaction.state == Txn.State.OPEN) {
            transaction.state = how;
            open.remove(transaction.id);
            world.note("the coordinator ends " + transaction.id + " epoch " + transaction.epoch + ": " + how);
            if (how == Txn.State.COMMITTED) {
                judge.apply(transaction);
            }
        }
        return transaction.state == how;
    }

    /** Whether a transaction may yet change what is committed of the partition. */
    boolean isPending(int partition) {
        return open.values().stream().anyMatch(each -> each.points.containsKey(partition));
    }
}
