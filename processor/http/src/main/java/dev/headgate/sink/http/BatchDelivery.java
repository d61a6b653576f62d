package dev.headgate.sink.http;

import dev.headgate.api.RejectedRecordException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Delivers one batch and gives each of its records its word. A batch that is refused, or that the server fails on, is sent
 * again in halves, down to the records that are refused alone, so that only those fail. One request at a time. Where all are
 * refused, {@link Refusals} knows after some records, and the rest is not sent.
 */
final class BatchDelivery {
    private final Function<List<PendingRecord>, CompletableFuture<Optional<Throwable>>> poster;

    /** @param poster sends one request; its future is empty for success and never fails */
    BatchDelivery(Function<List<PendingRecord>, CompletableFuture<Optional<Throwable>>> poster) {
        this.poster = poster;
    }

    /**
     * Starts to deliver. The future completes when each record has its word; it never fails.
     *
     * @return a failure that concerns every other request just as well; empty if there was none
     */
    CompletableFuture<Optional<Throwable>> deliver(List<PendingRecord> batch) {
        return poster.apply(batch).thenCompose(failure -> {
            if (batch.size() > 1 && failure.filter(BatchDelivery::mayBeOfOne).isPresent()) {
                return deliverHalves(batch);
            }
            batch.forEach(posting -> failure.ifPresentOrElse(posting::failed, posting::delivered));
            return CompletableFuture.completedFuture(failure.filter(BatchDelivery::concernsAll));
        });
    }

    private CompletableFuture<Optional<Throwable>> deliverHalves(List<PendingRecord> batch) {
        int middle = batch.size() / 2;
        List<PendingRecord> second = batch.subList(middle, batch.size());
        return deliver(batch.subList(0, middle)).thenCompose(failure -> {
            if (failure.isEmpty()) {
                return deliver(second);
            }
            second.forEach(posting -> posting.failed(failure.get()));
            return CompletableFuture.completedFuture(failure);
        });
    }

    private static boolean mayBeOfOne(Throwable failure) {
        return failure instanceof RejectedRecordException || failure instanceof HttpStatusException;
    }

    private static boolean concernsAll(Throwable failure) {
        return !mayBeOfOne(failure);
    }
}
