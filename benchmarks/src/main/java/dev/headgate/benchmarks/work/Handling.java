package dev.headgate.benchmarks.work;

/**
 * How records are handled.
 *
 * @param task what the handler does
 * @param workers the most records handled at once
 * @param queueRecords the most records in flight, where a system lets that be set
 * @param batch the most records handled by one call; 1 for one after another
 */
public record Handling(Task task, int workers, int queueRecords, int batch) {

    /** The same with another bound on the records in flight. */
    public Handling withQueue(int records) {
        return new Handling(task, workers, records, batch);
    }
}
