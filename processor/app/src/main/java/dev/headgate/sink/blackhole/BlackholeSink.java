package dev.headgate.sink.blackhole;

import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Delivers nowhere, in the time and with the failures of a downstream that one describes: for load tests and for trying out
 * how the processor takes an outage. Thread-safe; one timer thread speaks for all deliveries.
 */
public final class BlackholeSink implements Sink<Output> {
    private final InjectedFailures failures;
    private final Outages outages;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final ScheduledThreadPoolExecutor timer;

    /** @param nanoTime the clock that outages follow */
    BlackholeSink(InjectedFailures failures, Outages outages, LongSupplier nanoTime) {
        this.failures = failures;
        this.outages = outages;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("headgate-blackhole").factory());
        this.timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Begins a delivery. Never blocks.
     *
     * @throws DownstreamUnavailableException during an outage, and once closed
     */
    @Override
    public CompletionStage<Ack> deliver(Output result, RecordContext context) throws Exception {
        requireAvailable();
        InjectedFailures.Fate fate = failures.of(context);
        if (fate.latencyNanos() == 0) {
            return end(fate, context);
        }
        CompletableFuture<Ack> acknowledgement = new CompletableFuture<>();
        try {
            var _ = timer.schedule(
                    () -> complete(acknowledgement, fate, context), fate.latencyNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw new DownstreamUnavailableException("the blackhole sink is closed", e);
        }
        return acknowledgement;
    }

    private void requireAvailable() throws DownstreamUnavailableException {
        long remaining = outages.remainingNanos(nanoTime.getAsLong() - startNanos);
        if (remaining > 0) {
            // Without a time to stay away, since most downstreams that are down name none either.
            throw new DownstreamUnavailableException(
                    "unavailable as configured, for another " + TimeUnit.NANOSECONDS.toMillis(remaining) + " ms",
                    Duration.ZERO);
        }
    }

    private static CompletionStage<Ack> end(InjectedFailures.Fate fate, RecordContext context)
            throws IOException, RejectedRecordException {
        return switch (fate.outcome()) {
            case DELIVERED -> Ack.now();
            case FAILED ->
                throw new IOException("attempt " + context.attempt() + " failed as configured by failure.rate");
            case REJECTED -> throw new RejectedRecordException("rejected as configured by reject.rate");
        };
    }

    private static void complete(
            CompletableFuture<Ack> acknowledgement, InjectedFailures.Fate fate, RecordContext context) {
        try {
            var _ = end(fate, context);
            acknowledgement.complete(Ack.DELIVERED);
        } catch (IOException | RejectedRecordException e) {
            acknowledgement.completeExceptionally(e);
        }
    }

    /** True: no latency is longer than {@link LatencyModel#LONGEST}. */
    @Override
    public boolean boundsDelivery() {
        return true;
    }

    /** Forgets the deliveries under way. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
