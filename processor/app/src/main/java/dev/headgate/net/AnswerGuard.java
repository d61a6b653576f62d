package dev.headgate.net;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many answers are given at a time, and how long one may take, from the first look at the request to the last byte
 * that the client takes. Clients that ask and don't read cost no more than that, and what is answered without a place, as
 * probes are, is always answered. Thread-safe; each answer is given by a thread of its own, which is interrupted when its time
 * is over, so that the channel under it closes.
 */
public final class AnswerGuard implements AutoCloseable {
    private final Semaphore places;
    private final long longestNanos;
    private final long patienceNanos;
    private final Map<Thread, Long> begun = new ConcurrentHashMap<>();
    private final Thread sweeper;

    /** One answer. */
    @FunctionalInterface
    public interface Answer {
        void give() throws IOException;
    }

    /**
     * Begins to watch.
     *
     * @param places how many answers that need a place are given at a time
     * @param longest how long any answer may take
     * @param patience how long one waits for its place
     */
    public AnswerGuard(int places, Duration longest, Duration patience) {
        this.places = new Semaphore(places, true);
        this.longestNanos = longest.toNanos();
        this.patienceNanos = patience.toNanos();
        this.sweeper = Thread.ofVirtual().name("headgate-answers").start(this::sweep);
    }

    /** Gives an answer that is small and must not wait for others. */
    public void now(Answer answer) throws IOException {
        Thread self = Thread.currentThread();
        begun.put(self, System.nanoTime());
        try {
            answer.give();
        } finally {
            begun.remove(self);
        }
    }

    /** Gives an answer when there is a place for it; the other one, which says so, if there is none in time. */
    public void inTurn(Answer answer, Answer ifThereIsNone) throws IOException {
        if (!takesPlace()) {
            now(ifThereIsNone);
            return;
        }
        try {
            now(answer);
        } finally {
            places.release();
        }
    }

    private boolean takesPlace() {
        try {
            return places.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void sweep() {
        try {
            while (true) {
                Thread.sleep(Duration.ofNanos(longestNanos / 10));
                long now = System.nanoTime();
                begun.forEach((thread, since) -> {
                    if (now - since > longestNanos) {
                        thread.interrupt();
                    }
                });
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Ends the watch. */
    @Override
    public void close() {
        sweeper.interrupt();
    }
}
