package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.api.ThreadKind;
import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An attempt that takes too long is ended, and nothing else is. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
public class AttemptTimeoutTest {
    private static final Duration TIMEOUT = Duration.ofMillis(50);

    private final CountDownLatch never = new CountDownLatch(1);

    @ParameterizedTest
    @EnumSource
    void a_handler_that_takes_too_long_is_interrupted_and_told(ThreadKind threads) {
        AtomicBoolean cancelled = new AtomicBoolean();
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .attemptTimeout(TIMEOUT)
                .onFailure(FailurePolicy.SKIP)
                .handler(1, (record, context) -> {
                    if (context.offset() == 0) {
                        try {
                            never.await();
                        } finally {
                            cancelled.set(context.isCancelled());
                        }
                    }
                    return record;
                })
                .start()) {
            bench.submit(2, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.SKIPPED, Outcome.Plain.ACKED);
            assertThat(cancelled).isTrue();
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).contains("took longer than"));
        }
    }

    @Test
    void another_attempt_is_not_cancelled_from_the_start() {
        AtomicBoolean secondCancelled = new AtomicBoolean(true);
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .attemptTimeout(TIMEOUT)
                .retry(2, Duration.ofMillis(1))
                .handler(1, (record, context) -> {
                    if (context.attempt() == 1) {
                        never.await();
                    }
                    secondCancelled.set(context.isCancelled());
                    return record;
                })
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.ACKED);
        }
        assertThat(secondCancelled).isFalse();
    }

    /** Records around the timeout's length, some of which swallow their interrupt: none may pass it on to the next. */
    @ParameterizedTest
    @EnumSource
    void an_interrupt_never_reaches_the_next_record(ThreadKind threads) {
        AtomicInteger leaked = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        Duration timeout = Duration.ofMillis(5);
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .attemptTimeout(timeout)
                .onFailure(FailurePolicy.SKIP)
                .handler(2, (record, context) -> {
                    // Its own interrupt may be early where the processor is busy, but never comes without the word.
                    if (Thread.currentThread().isInterrupted() && !context.isCancelled()) {
                        leaked.incrementAndGet();
                    }
                    long nanos = timeout.toNanos() / 2 + context.offset() % 7 * timeout.toNanos() / 7;
                    for (long end = System.nanoTime() + nanos; System.nanoTime() - end < 0; ) {
                        Thread.onSpinWait();
                    }
                    if (Thread.currentThread().isInterrupted()) {
                        interrupted.incrementAndGet();
                    }
                    return record;
                })
                .start()) {
            bench.submit(400, 10);
            bench.awaitAll();
        }
        assertThat(interrupted).as("the test saw interrupts at all").hasPositiveValue();
        assertThat(leaked).hasValue(0);
    }

    /** Its worker goes to sleep and gets the next record by a wake-up, which a leaked flag would turn into a spin. */
    @Test
    void a_handler_that_interrupts_its_own_thread_does_not_disturb_the_next_record() {
        AtomicInteger leaked = new AtomicInteger();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.PLATFORM)
                .handler(1, (record, context) -> {
                    if (Thread.currentThread().isInterrupted()) {
                        leaked.incrementAndGet();
                    }
                    if (context.offset() == 0) {
                        Thread.currentThread().interrupt();
                    }
                    return record;
                })
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            bench.submit(2, 1);
            bench.awaitAll();
        }
        assertThat(leaked).hasValue(0);
    }

    @Test
    void a_sink_that_never_acknowledges_fails_the_attempt_and_its_late_word_changes_nothing() {
        AtomicInteger deliveries = new AtomicInteger();
        CompletableFuture<Ack> late = new CompletableFuture<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .attemptTimeout(TIMEOUT)
                .retry(2, Duration.ofMillis(1))
                .handler(1, (record, context) -> record)
                .sink((result, context) -> deliveries.incrementAndGet() == 1 ? late : Ack.now())
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            late.complete(Ack.DELIVERED);
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.ACKED);
            assertThat(bench.pipeline.stats().delivering()).isZero();
            assertThat(bench.completions.size()).isZero();
        }
        assertThat(deliveries).hasValue(2);
    }

    /** A sink that blocks and never answers is as absent as one that takes and never acknowledges. */
    @ParameterizedTest
    @EnumSource
    void a_downstream_that_lets_delivery_after_delivery_run_out_of_time_opens_the_circuit(ThreadKind threads) {
        CountDownLatch back = new CountDownLatch(1);
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .attemptTimeout(Duration.ofMillis(20))
                .retry(1_000, Duration.ofMillis(1))
                .handler(2, (record, context) -> record)
                .sink((result, context) -> {
                    back.await();
                    return Ack.now();
                })
                .start()) {
            bench.submit(6, 6);
            await().until(() -> bench.pipeline.stats().circuitOpened() > 0);
            back.countDown();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
    }

    /** Else a slow handler would fail deliveries to a sink that is well, and open its circuit. */
    @ParameterizedTest
    @EnumSource
    void an_interrupt_meant_for_the_handler_never_reaches_the_sink(ThreadKind threads) {
        AtomicInteger interrupted = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        AtomicInteger reached = new AtomicInteger();
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .attemptTimeout(Duration.ofMillis(300)) // the sink has as long, and a busy machine may hold it up
                .retry(3, Duration.ofMillis(1))
                .onFailure(FailurePolicy.SKIP)
                .handler(2, (record, context) -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        LockSupport.park();
                    }
                    interrupted.incrementAndGet();
                    return record;
                })
                .sink((result, context) -> {
                    reached.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                    cancelled.addAndGet(context.isCancelled() ? 1 : 0);
                    return Ack.now();
                })
                .start()) {
            bench.submit(10, 10);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
            assertThat(bench.pipeline.stats().circuitOpened()).isZero();
        }
        assertThat(interrupted).hasValue(10);
        assertThat(reached).hasValue(0);
        assertThat(cancelled).hasValue(0);
    }

    /** A timeout of the sink's own may be far longer than the one that the user set, or cover only a part of the way. */
    @Test
    void the_timeout_holds_for_a_sink_with_a_bound_of_its_own_too() {
        AtomicInteger deliveries = new AtomicInteger();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .attemptTimeout(TIMEOUT)
                .retry(2, Duration.ofMillis(1))
                .handler(1, (record, context) -> record)
                .sink(new Sink<>() {
                    @Override
                    public CompletionStage<Ack> deliver(Object result, RecordContext context) {
                        return deliveries.incrementAndGet() == 1 ? new CompletableFuture<>() : Ack.now();
                    }

                    @Override
                    public boolean boundsDelivery() {
                        return true;
                    }
                })
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.ACKED);
        }
        assertThat(deliveries).hasValue(2);
    }

    @Test
    void without_a_timeout_nothing_is_interrupted() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .handler(1, (record, context) -> {
                    go.await();
                    return record;
                })
                .start()) {
            bench.submit(1, 1);
            bench.completions.await(1, Duration.ofMillis(100).toNanos());
            go.countDown();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.ACKED);
        }
    }
}
