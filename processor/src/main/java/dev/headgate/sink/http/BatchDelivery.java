package dev.headgate.sink.http;

import dev.headgate.api.FatalSinkException;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.SinkUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Delivers one batch and gives each of its records its word. A batch that is refused is sent again in halves, down to the
 * records that are refused alone, so that only those are rejected. One request at a time.
 */
final class BatchDelivery {
    private final Function<List<Posting>, CompletableFuture<Optional<Exception>>> poster;

    /** @param poster sends one request; its future is empty for success and never fails */
    BatchDelivery(Function<List<Posting>, CompletableFuture<Optional<Exception>>> poster) {
        this.poster = poster;
    }

    /**
     * Starts to deliver. The future completes when each record has its word; it never fails.
     *
     * @return a failure that concerns every other request just as well; empty if there was none
     */
    CompletableFuture<Optional<Exception>> deliver(List<Posting> batch) {
        return post(batch).thenCompose(failure -> {
            if (failure.isPresent() && failure.get() instanceof RejectedRecordException && batch.size() > 1) {
                return deliverHalves(batch);
            }
            batch.forEach(posting -> failure.ifPresentOrElse(posting::failed, posting::delivered));
            return CompletableFuture.completedFuture(failure.filter(BatchDelivery::concernsAll));
        });
    }

    private CompletableFuture<Optional<Exception>> post(List<Posting> batch) {
        try {
            return poster.apply(batch);
        } catch (RuntimeException e) { // a request that can't even be made must not leave its records without a word
            return CompletableFuture.completedFuture(Optional.of(e));
        }
    }

    private CompletableFuture<Optional<Exception>> deliverHalves(List<Posting> batch) {
        int middle = batch.size() / 2;
        List<Posting> second = batch.subList(middle, batch.size());
        return deliver(batch.subList(0, middle)).thenCompose(failure -> {
            if (failure.isEmpty()) {
                return deliver(second);
            }
            second.forEach(posting -> posting.failed(failure.get()));
            return CompletableFuture.completedFuture(failure);
        });
    }

    private static boolean concernsAll(Exception failure) {
        return failure instanceof SinkUnavailableException || failure instanceof FatalSinkException;
    }
}
