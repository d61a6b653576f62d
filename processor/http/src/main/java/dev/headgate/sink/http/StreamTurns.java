package dev.headgate.sink.http;

import dev.headgate.api.DownstreamUnavailableException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests wait for a stream. Over HTTP/2 the server says how many may be under way on a connection; a request beyond
 * that is not begun, and is no sign that the server is away. It goes first, by order of arrival, when another has ended, and
 * those who come later wait behind it. Thread-safe.
 */
final class StreamTurns {
    /** How often one is tried that finds no stream though no other is under way: the last one's may be free in a moment. */
    static final int TRIES_ALONE = 100;

    private static final int BETWEEN_TRIES_MILLIS = 20;

    private final Function<List<PendingRecord>, CompletableFuture<Optional<Throwable>>> poster;
    private final ScheduledExecutorService timer;
    private final PriorityQueue<Turn> waiting = new PriorityQueue<>(Comparator.comparingLong(turn -> turn.number));
    private long numbers;
    private int underWay;
    private int triesAlone;
    private boolean isTimed;
    private volatile boolean closed;

    /** One request, from its arrival to its end. */
    private static final class Turn {
        private final List<PendingRecord> batch;
        private final long number;
        private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();

        Turn(List<PendingRecord> batch, long number) {
            this.batch = batch;
            this.number = number;
        }
    }

    /** @param poster sends one request */
    StreamTurns(
            Function<List<PendingRecord>, CompletableFuture<Optional<Throwable>>> poster,
            ScheduledExecutorService timer) {
        this.poster = poster;
        this.timer = timer;
    }

    /** Sends the request as soon as there is a stream for it. The future never fails: it is empty for success. */
    CompletableFuture<Optional<Throwable>> post(List<PendingRecord> batch) {
        Turn turn;
        boolean mayStart;
        synchronized (this) {
            turn = new Turn(batch, numbers++);
            mayStart = waiting.isEmpty();
            if (mayStart) {
                underWay++;
            } else {
                waiting.add(turn);
            }
        }
        if (mayStart) {
            start(turn);
        } else {
            tryLater();
        }
        return turn.end;
    }

    private void start(Turn turn) {
        CompletableFuture<Optional<Throwable>> request;
        try {
            request = poster.apply(turn.batch);
        } catch (Throwable failure) { // a request that can't even be made: its records have a word, its turn an end
            request = CompletableFuture.failedFuture(failure);
        }
        var _ = request.whenComplete(
                (word, failure) -> ended(turn, failure == null ? word : Optional.of(innermost(failure))));
    }

    private static Throwable innermost(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void ended(Turn turn, Optional<Throwable> failure) {
        boolean foundNone = failure.isPresent() && failure.get() instanceof NoStreamException;
        boolean others;
        boolean forLong;
        synchronized (this) {
            underWay--;
            triesAlone = foundNone ? triesAlone + (underWay == 0 ? 1 : 0) : 0;
            if (foundNone) {
                waiting.add(turn);
            }
            others = !waiting.isEmpty();
            forLong = triesAlone > TRIES_ALONE;
        }
        if (!foundNone) {
            turn.end.complete(failure);
        }
        if (forLong) {
            failAll(new DownstreamUnavailableException(
                    "the server has had no stream for a request for a while", failure.get()));
        } else if (foundNone) {
            tryLater();
        } else if (others) {
            // On another thread: the client gives the stream back only when this call has returned.
            onTimer(() -> timer.execute(this::startNext));
        }
    }

    /** Sees to it that one who waits is tried in a while, whatever ends until then: there may be more streams by then. */
    private void tryLater() {
        synchronized (this) {
            if (isTimed && !closed) {
                return;
            }
            isTimed = true;
        }
        if (closed) {
            failAll(closedFailure());
            return;
        }
        onTimer(() -> {
            var _ = timer.schedule(this::tryAgain, BETWEEN_TRIES_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private void tryAgain() {
        boolean more;
        synchronized (this) {
            isTimed = false;
            more = waiting.size() > 1;
        }
        startNext();
        if (more) {
            tryLater();
        }
    }

    private void startNext() {
        @Nullable Turn next;
        synchronized (this) {
            next = waiting.poll();
            underWay += next == null ? 0 : 1;
        }
        if (next != null) {
            start(next);
        }
    }

    private void onTimer(Runnable task) {
        try {
            task.run();
        } catch (RejectedExecutionException _) { // the sink is closed
            failAll(closedFailure());
        }
    }

    /** Ends those who wait, and all who come later. */
    void close() {
        closed = true;
        failAll(closedFailure());
    }

    private static DownstreamUnavailableException closedFailure() {
        return new DownstreamUnavailableException("the HTTP sink is closed", Duration.ZERO);
    }

    private void failAll(DownstreamUnavailableException failure) {
        List<Turn> failed;
        synchronized (this) {
            failed = List.copyOf(waiting);
            waiting.clear();
            triesAlone = 0;
        }
        failed.forEach(turn -> turn.end.complete(Optional.of(failure)));
    }
}
