package dev.headgate.simulation;

import dev.headgate.api.Ack;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A sink's stage of its own making: it can speak more than once, as a future can't. */
final class Answer extends CompletableFuture<Ack> {
    /** When the sink took it, in ns. */
    final long takenAt;

    private @Nullable BiConsumer<? super Ack, ? super Throwable> hearer;

    Answer(long takenAt) {
        this.takenAt = takenAt;
    }

    @Override
    public CompletableFuture<Ack> whenComplete(BiConsumer<? super Ack, ? super Throwable> action) {
        hearer = action;
        return this;
    }

    /** Says it, again or for the first time. */
    @SuppressWarnings("NullAway") // as a future does: one of the two is null
    void say(@Nullable Throwable failure) {
        if (hearer != null) {
            hearer.accept(failure == null ? Ack.DELIVERED : null, failure);
        }
    }
}
