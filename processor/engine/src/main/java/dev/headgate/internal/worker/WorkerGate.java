package dev.headgate.internal.worker;

import dev.headgate.internal.flow.ConcurrencyLimit;
import java.util.function.IntSupplier;

/**
 * Whether a stage may take one more record in hand. Where the limit follows the downstream's latency, the records that the
 * sink has count too: it is there that they wait.
 *
 * <p>Who asks reads first how many records the workers have, then this reads how many the sink has. A record on its way from
 * the one to the other may so be counted twice, but never missed.
 */
final class WorkerGate {
    private final ConcurrencyLimit limit;
    private final IntSupplier delivering;

    /** @param delivering the records that the sink has, as far as they count */
    WorkerGate(ConcurrencyLimit limit, IntSupplier delivering) {
        this.limit = limit;
        this.delivering = delivering;
    }

    /** A gate for workers that are bound by something else. */
    static WorkerGate open(int workers) {
        return new WorkerGate(new ConcurrencyLimit(workers), () -> 0);
    }

    /** Whether there is room for one more than this many. */
    boolean hasRoom(int inHand) {
        return inHand + delivering.getAsInt() < limit.current();
    }

    /** Whether this many are too many. */
    boolean isExceeded(int inHand) {
        return inHand + delivering.getAsInt() > limit.current();
    }
}
