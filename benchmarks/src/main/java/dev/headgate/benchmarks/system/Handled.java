package dev.headgate.benchmarks.system;

/** Runs the work for libraries whose handlers may not throw what it throws. */
final class Handled {
    private Handled() {}

    /** @throws IllegalStateException if the work was interrupted; the thread's interrupt status is set again */
    static byte[] of(Work work, byte[] value, int partition, long offset) {
        try {
            return work.handle(value, partition, offset);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "the work on offset " + offset + " of partition " + partition + " was interrupted", e);
        }
    }
}
