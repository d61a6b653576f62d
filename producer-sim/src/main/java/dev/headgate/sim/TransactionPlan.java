package dev.headgate.sim;

import dev.headgate.sim.random.SeededRandom;

/**
 * How the records of each producer are put into transactions.
 *
 * @param size records in each, at least 1
 * @param aborts share of transactions that are aborted on purpose, 0 to 1; see {@link StampHeaders#ABORTED}
 */
public record TransactionPlan(int size, double aborts) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public TransactionPlan {
        Checks.require(size >= 1, "transaction-size must be at least 1, not " + size);
        Checks.require(aborts >= 0 && aborts <= 1, "abort must be 0 to 100 %, not " + aborts * 100);
    }

    /** Whether the transaction with the record at this position of the producer's is aborted. */
    boolean abortsAt(long position, SeededRandom random) {
        return aborts > 0 && random.at(position / size).nextDouble() < aborts;
    }

    /** Whether a transaction begins with the record at this position. */
    boolean beginsAt(long position) {
        return position % size == 0;
    }

    /** Whether a transaction ends with the record at this position. */
    boolean endsAt(long position) {
        return position % size == size - 1;
    }
}
