package dev.headgate.internal.flow;

/**
 * The credits: how many records, and bytes of them, are in flight. A record takes its credit when it is polled and gives
 * it back when its completion is drained, wherever it was in between. Owned by the poll thread.
 */
public final class InFlightBudget {
    private final int capacityRecords;
    private final long capacityBytes;
    private int records;
    private long bytes;

    public InFlightBudget(int capacityRecords, long capacityBytes) {
        this.capacityRecords = capacityRecords;
        this.capacityBytes = capacityBytes;
    }

    /**
     * Takes a record's credit.
     *
     * @throws IllegalStateException if there is none left: the gate should have been closed
     */
    public void acquire(int recordBytes) {
        if (records == capacityRecords) {
            throw new IllegalStateException("a record was polled with all " + capacityRecords + " credits taken");
        }
        records++;
        bytes += recordBytes;
    }

    public void release(int recordBytes) {
        records--;
        bytes -= recordBytes;
        if (records < 0 || bytes < 0) {
            throw new IllegalStateException(
                    "more credits came back than were taken: " + records + " records, " + bytes + " bytes");
        }
    }

    public int records() {
        return records;
    }

    public long bytes() {
        return bytes;
    }

    public int capacityRecords() {
        return capacityRecords;
    }

    public long capacityBytes() {
        return capacityBytes;
    }
}
