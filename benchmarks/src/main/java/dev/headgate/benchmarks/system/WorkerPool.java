package dev.headgate.benchmarks.system;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * A virtual thread for each record, and a bound on how many run at once: what users write where a library leaves it to them to
 * handle records side by side. Thread-safe.
 */
final class WorkerPool {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free;
    private final FirstFailure failure = new FirstFailure();

    WorkerPool(int workers) {
        free = new Semaphore(workers);
    }

    /** What is done with one record. */
    @FunctionalInterface
    interface Handler {
        void handle(ConsumerRecord<byte[], byte[]> each) throws InterruptedException;
    }

    /**
     * Handles a record on a thread of its own, as soon as there are fewer than the most at once; waits until then.
     *
     * @throws IllegalStateException if one has failed before
     */
    void handle(ConsumerRecord<byte[], byte[]> each, Handler handler) throws InterruptedException {
        start(each, handler, () -> {});
    }

    /**
     * Handles all records of a poll, and waits until that is done.
     *
     * @return false if it was stopped before the last one was begun
     * @throws IllegalStateException if one has failed
     */
    boolean handleAll(ConsumerRecords<byte[], byte[]> records, Handler handler, BooleanSupplier stopped)
            throws InterruptedException {
        CountDownLatch left = new CountDownLatch(records.count());
        for (ConsumerRecord<byte[], byte[]> each : records) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            start(each, handler, left::countDown);
        }
        left.await();
        failure.throwIfAny();
        return true;
    }

    private void start(ConsumerRecord<byte[], byte[]> each, Handler handler, Runnable afterwards)
            throws InterruptedException {
        failure.throwIfAny();
        free.acquire();
        threads.execute(() -> {
            try {
                handler.handle(each);
            } catch (InterruptedException | RuntimeException | Error e) {
                failure.report(e);
            } finally {
                free.release();
                afterwards.run();
            }
        });
    }

    /** Waits for what runs, interrupts what takes too long, and returns a little later whatever that does. */
    void stop() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(PollThreads.STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow();
            boolean _ = threads.awaitTermination(1, TimeUnit.SECONDS);
        }
    }
}
