package dev.headgate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.SinkUnavailableException;
import dev.headgate.api.ThreadKind;
import dev.headgate.model.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** While the downstream takes nothing from anyone, no record is the worse for it. */
@Timeout(60)
class SinkUnavailableTest {
    private final AtomicBoolean away = new AtomicBoolean(true);
    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicInteger lateAttempts = new AtomicInteger();

    private Bench.Builder builder(ThreadKind threads, RetryPolicy retry, Duration retryAfter, boolean async) {
        return Bench.of(threads)
                .retry(retry)
                .onFailure(FailurePolicy.SKIP)
                .handler(2, (record, context) -> {
                    handled.incrementAndGet();
                    return record;
                })
                .sink((result, context) -> {
                    deliveries.incrementAndGet();
                    if (context.attempt() > 1) {
                        lateAttempts.incrementAndGet();
                    }
                    if (!away.get()) {
                        return Ack.now();
                    }
                    var unavailable = new SinkUnavailableException("503", retryAfter);
                    if (async) {
                        return CompletableFuture.failedStage(unavailable);
                    }
                    throw unavailable;
                });
    }

    private static RetryPolicy once(Duration wait) {
        return new RetryPolicy(1, wait, 1, wait, 0);
    }

    @ParameterizedTest(name = "{0} threads, said later: {1}")
    @CsvSource({"VIRTUAL, false", "VIRTUAL, true", "PLATFORM, false", "PLATFORM, true"})
    void opens_the_circuit_and_burns_no_attempt(ThreadKind threads, boolean async) {
        try (Bench bench = builder(threads, once(Duration.ofMillis(5)), Duration.ofMillis(5), async)
                .start()) {
            bench.submit(10, 10);
            await().until(() -> bench.pipeline.circuitOpened() >= 3);
            assertThat(bench.pipeline.isSinkUnavailable()).isTrue();
            assertThat(bench.completions.size()).as("nothing was given up on").isZero();
            away.set(false);
            bench.awaitAll();
            assertThat(bench.outcomes()).as("with one attempt each").containsOnly(Outcome.Plain.ACKED);
            assertThat(bench.pipeline.retries()).isZero();
            assertThat(bench.pipeline.isSinkUnavailable()).isFalse();
        }
        assertThat(handled).as("the handler doesn't run again").hasValue(10);
        assertThat(lateAttempts).hasValue(0);
    }

    @Test
    void an_open_circuit_keeps_deliveries_from_the_sink() {
        Duration long_ = Duration.ofMinutes(10);
        try (Bench bench =
                builder(ThreadKind.VIRTUAL, once(long_), long_, false).start()) {
            bench.submit("first");
            await().until(() -> bench.pipeline.isSinkUnavailable());
            bench.submit(20, 20);
            await().until(() -> handled.get() == 21 && bench.pipeline.activeWorkers() == 0);
            assertThat(deliveries).hasValue(1);
            bench.revoke();
        }
    }

    @Test
    void a_downstream_that_answers_whatever_it_answers_is_there() {
        try (Bench bench = Bench.of(ThreadKind.VIRTUAL)
                .retry(2, Duration.ofMillis(1))
                .onFailure(FailurePolicy.SKIP)
                .handler(2, (record, context) -> record)
                .sink((result, context) -> {
                    throw new IOException("400");
                })
                .start()) {
            bench.submit(30, 30);
            bench.awaitAll();
            assertThat(bench.pipeline.circuitOpened()).isZero();
        }
    }
}
