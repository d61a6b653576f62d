package dev.headgate.api;

/** Where the records of the batch in hand come from, and how often they have been tried together. Any thread. */
public interface BatchContext {
    /** Which attempt at these records together this is, counted from 1; of a record alone, which attempt at it. */
    int attempt();

    /**
     * Whether the outcome no longer matters: the attempt ran out of time, the processor is past its drain deadline, or all
     * partitions of the batch are gone. A handler that works for long should look here; it is interrupted too.
     */
    boolean isCancelled();

    /**
     * Where one record comes from.
     *
     * @param index its place in the batch, from 0
     */
    RecordContext context(int index);
}
