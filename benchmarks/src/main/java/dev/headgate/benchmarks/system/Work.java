package dev.headgate.benchmarks.system;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What is done with each record, the same for every system. Thread-safe: a system calls it from its own threads, as many
 * at once as it has been told to use.
 */
public interface Work {
    /**
     * Handles one record, and returns what to send to the output topic if there is one. Counts the record as done when it
     * returns.
     *
     * @throws InterruptedException if the system cancels it
     */
    byte[] handle(byte[] value, int partition, long offset) throws InterruptedException;

    /** The same for a system that doesn't wait: returns at once, and the stage completes when the record is done. */
    default CompletionStage<byte[]> handleAsync(byte[] value, int partition, long offset) {
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                done.complete(handle(value, partition, offset));
            } catch (InterruptedException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
