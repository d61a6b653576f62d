package dev.headgate.internal.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.headgate.LoggedLines;
import dev.headgate.api.Ack;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.RecordOutcome;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import dev.headgate.state.RetryReason;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** While the downstream takes nothing from anyone, no record is the worse for it. */
@Timeout(60)
public class DownstreamUnavailableTest {
    private final AtomicBoolean away = new AtomicBoolean(true);
    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicInteger lateAttempts = new AtomicInteger();

    private PipelineFixture.Builder builder(ThreadKind threads, RetryPolicy retry, Duration retryAfter, boolean async) {
        return PipelineFixture.of(threads)
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
                    var unavailable = new DownstreamUnavailableException("503", retryAfter);
                    if (async) {
                        return CompletableFuture.failedStage(unavailable);
                    }
                    throw unavailable;
                });
    }

    private static RetryPolicy once(Duration wait) {
        return new RetryPolicy(1, wait, 1, wait, 0);
    }

    /** Ten records meet a downstream that is away, and get through once it is back. */
    private void outlastAnOutage(PipelineFixture bench) {
        bench.submit(10, 10);
        await().until(() -> bench.pipeline.stats().failedProbes() >= 2);
        assertThat(bench.pipeline.isDownstreamUnavailable()).isTrue();
        assertThat(bench.completions.size()).as("nothing was given up on").isZero();
        away.set(false);
        bench.awaitAll();
        assertThat(bench.outcomes()).as("with one attempt each").containsOnly(Outcome.Plain.ACKED);
        assertThat(bench.pipeline.isDownstreamUnavailable()).isFalse();
    }

    @ParameterizedTest(name = "{0} threads, said later: {1}")
    @CsvSource({"VIRTUAL, false", "VIRTUAL, true", "PLATFORM, false", "PLATFORM, true"})
    void opens_the_circuit_and_burns_no_attempt(ThreadKind threads, boolean async) {
        try (PipelineFixture bench = builder(threads, once(Duration.ofMillis(5)), Duration.ofMillis(5), async)
                .start()) {
            outlastAnOutage(bench);
            assertThat(bench.pipeline.stats().retries()).isZero();
        }
        assertThat(handled).as("the handler doesn't run again").hasValue(10);
        assertThat(lateAttempts).hasValue(0);
    }

    @Test
    void the_log_says_once_that_the_downstream_is_away_and_once_that_it_is_back() {
        AtomicLong ahead = new AtomicLong();
        try (LoggedLines lines = LoggedLines.open();
                PipelineFixture bench = builder(
                                ThreadKind.VIRTUAL, once(Duration.ofMillis(5)), Duration.ofMillis(5), true)
                        .scheduler(real -> new AheadScheduler(real, ahead))
                        .start()) {
            bench.submit(10, 10);
            await().until(() -> bench.pipeline.stats().failedProbes() >= 2);
            away.set(false);
            bench.awaitAll();
            ahead.set(TimeUnit.SECONDS.toNanos(OutageNotice.SETTLED_SECONDS));
            bench.pipeline.wake();
            assertThat(lines.messages(Level.INFO, "the downstream of the sink takes records again"))
                    .hasSize(1);
            assertThat(lines.messages(Level.WARN, "the downstream of the sink takes nothing just now"))
                    .singleElement()
                    .asString()
                    .endsWith("DownstreamUnavailableException: 503");
        }
    }

    /** Every lane has a record that was in vain before it, so that of those that come none can be the next probe. */
    @Test
    void while_every_lane_waits_each_failed_probe_lets_one_poll_more_in_and_no_more() {
        try (PipelineFixture bench = builder(ThreadKind.VIRTUAL, once(Duration.ofMillis(5)), Duration.ofMillis(5), true)
                .start()) {
            bench.submit(20, 10);
            await().until(() -> bench.pipeline.stats().failedProbes() >= 2);
            await().until(() -> !bench.pipeline.wantsNoMore(20));
            assertThat(bench.pipeline.wantsNoMore(Integer.MAX_VALUE))
                    .as("however few probes have failed")
                    .isTrue();
            away.set(false);
            bench.awaitAll();
            assertThat(bench.pipeline.wantsNoMore(Integer.MAX_VALUE)).isFalse();
        }
    }

    @ParameterizedTest(name = "said later: {0}")
    @ValueSource(booleans = {false, true})
    void a_sink_whose_client_can_not_connect_burns_no_attempt_though_it_names_no_meaning(boolean async) {
        var refused = new CompletionException(new ExecutionException(new ConnectException("Connection refused")));
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(once(Duration.ofMillis(5)))
                .onFailure(FailurePolicy.SKIP)
                .handler(2, (record, context) -> record)
                .sink((result, context) -> {
                    if (!away.get()) {
                        return Ack.now();
                    }
                    if (async) {
                        return CompletableFuture.failedStage(refused);
                    }
                    throw refused;
                })
                .start()) {
            bench.submit(10, 10);
            await().until(() -> bench.pipeline.stats().failedProbes() >= 2);
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).contains("ConnectException: Connection refused"));
            away.set(false);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
    }

    @Test
    void a_rule_of_ones_own_says_what_means_that_the_downstream_is_away() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(once(Duration.ofMillis(5)))
                .onFailure(FailurePolicy.SKIP)
                .unavailableWhen(UnsupportedOperationException.class::isInstance)
                .handler(2, (record, context) -> {
                    if (context.offset() == 0) {
                        throw new ConnectException("of the record's own host");
                    }
                    if (away.get()) {
                        throw new IllegalStateException(new UnsupportedOperationException("not now"));
                    }
                    return record;
                })
                .start()) {
            bench.submit(10, 10);
            await().until(() -> bench.pipeline.stats().failedProbes() >= 2);
            away.set(false);
            bench.awaitAll();
            assertThat(bench.outcomes().getFirst()).isEqualTo(Outcome.Plain.SKIPPED);
            assertThat(bench.outcomes().subList(1, 10)).containsOnly(Outcome.Plain.ACKED);
        }
    }

    @Test
    void a_rule_that_fails_counts_an_attempt_and_costs_no_worker() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(once(Duration.ofMillis(5)))
                .onFailure(FailurePolicy.SKIP)
                .unavailableWhen(failure -> {
                    throw new IllegalStateException("the rule is broken");
                })
                .handler(2, (record, context) -> {
                    throw new IOException("once");
                })
                .start()) {
            bench.submit(10, 10);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.SKIPPED);
        }
    }

    @Test
    void an_open_circuit_keeps_deliveries_from_the_sink() {
        Duration long_ = Duration.ofMinutes(10);
        try (PipelineFixture bench =
                builder(ThreadKind.VIRTUAL, once(long_), long_, false).start()) {
            bench.submit("first");
            await().until(() -> bench.pipeline.isDownstreamUnavailable());
            bench.submit(20, 20);
            await().until(() -> handled.get() == 21 && bench.pipeline.stats().activeWorkers() == 0);
            assertThat(deliveries).hasValue(1);
            bench.revoke();
        }
    }

    @Test
    void a_downstream_that_answers_whatever_it_answers_is_there() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(2, Duration.ofMillis(1))
                .onFailure(FailurePolicy.SKIP)
                .handler(2, (record, context) -> record)
                .sink((result, context) -> {
                    throw new IOException("400");
                })
                .start()) {
            bench.submit(30, 30);
            bench.awaitAll();
            assertThat(bench.pipeline.stats().circuitOpened()).isZero();
        }
    }

    /** The kinds of work that a first stage may do. */
    enum Kind {
        ONE_BY_ONE,
        ASYNC,
        BATCHES,
        RECORDS_OF_BATCHES
    }

    private PipelineFixture.Builder handlerThatMeets(Exception unavailable, Kind kind) {
        PipelineFixture.Builder builder = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(once(Duration.ofMillis(5)))
                .onFailure(FailurePolicy.SKIP);
        BatchOptions pairs = new BatchOptions(2, Long.MAX_VALUE, Duration.ZERO, BatchOptions.Per.ANY);
        return switch (kind) {
            case ONE_BY_ONE -> builder.handler(2, (record, context) -> handle(record, context.attempt(), unavailable));
            case ASYNC ->
                builder.async(
                        2,
                        (record, context) -> CompletableFuture.supplyAsync(() -> {
                            handled.incrementAndGet();
                            if (away.get()) {
                                throw new CompletionException(unavailable);
                            }
                            return record;
                        }));
            case BATCHES ->
                builder.batches(
                        2,
                        pairs,
                        (records, context) ->
                                BatchResult.whole(handle(records.size(), context.attempt(), unavailable)));
            case RECORDS_OF_BATCHES ->
                builder.batches(2, pairs, (records, context) -> {
                    handled.incrementAndGet();
                    return BatchResult.outcomes(records.stream()
                            .map(record ->
                                    away.get() ? RecordOutcome.failed(unavailable) : RecordOutcome.<Object>done(record))
                            .toList());
                });
        };
    }

    private Object handle(Object input, int attempt, Exception unavailable) throws Exception {
        handled.incrementAndGet();
        if (attempt > 1) {
            lateAttempts.incrementAndGet();
        }
        if (away.get()) {
            throw unavailable;
        }
        return input;
    }

    @ParameterizedTest
    @EnumSource
    void what_a_handler_calls_has_a_circuit_too(Kind kind) {
        goesOnOnceItIsBack(new DownstreamUnavailableException("503", Duration.ofMillis(5)), kind);
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_whose_client_can_not_connect_burns_no_attempt_though_it_names_no_meaning(Kind kind) {
        goesOnOnceItIsBack(
                new IllegalStateException("could not save", new ConnectException("Connection refused")), kind);
    }

    private void goesOnOnceItIsBack(Exception unavailable, Kind kind) {
        try (PipelineFixture bench = handlerThatMeets(unavailable, kind).start()) {
            outlastAnOutage(bench);
            assertThat(lateAttempts)
                    .as("calls that counted as a further attempt")
                    .hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_open_circuit_keeps_records_from_the_handler_that_opened_it(Kind kind) {
        var unavailable = new DownstreamUnavailableException("503", Duration.ofMinutes(10));
        try (PipelineFixture bench = handlerThatMeets(unavailable, kind).start()) {
            bench.submit("first");
            await().until(() -> bench.pipeline.isDownstreamUnavailable());
            int before = handled.get();
            bench.submit(20, 20);
            await().until(() ->
                    bench.pipeline.stats().retriesBy().getOrDefault(RetryReason.DOWNSTREAM_UNAVAILABLE, 0L) >= 10);
            assertThat(handled).hasValue(before);
            bench.revoke();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void a_sink_that_is_silent_opens_the_circuit_before_a_record_has_used_up_its_attempts(int attempts) {
        CompletableFuture<Ack> never = new CompletableFuture<>();
        Duration shortly = Duration.ofMillis(5);
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(new RetryPolicy(attempts, shortly, 1, shortly, 0))
                .attemptTimeout(Duration.ofMillis(20))
                .onFailure(FailurePolicy.SKIP)
                .handler(1, (record, context) -> record)
                .sink((result, context) -> away.get() ? never : Ack.now())
                .start()) {
            bench.submit("alone");
            await().until(() -> bench.pipeline.stats().failedProbes() >= 2);
            away.set(false);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.ACKED);
        }
    }

    /** A downstream may say "in an hour" and be back at once, as the answer to an earlier delivery shows. */
    @Test
    void records_that_were_put_off_go_on_when_the_circuit_closes_and_not_after_the_time_they_were_told() {
        CompletableFuture<Ack> earlier = new CompletableFuture<>();
        try (PipelineFixture bench = toldToWaitForAnHour(earlier).start()) {
            bench.submit("earlier");
            await().until(() -> bench.pipeline.stats().delivering() == 1);
            bench.submit("refused");
            await().until(() -> bench.pipeline.isDownstreamUnavailable());
            bench.submit("put off");
            // It is counted before it is put off, and its worker is free after that.
            await().until(() -> putOff(bench) == 2 && bench.pipeline.stats().activeWorkers() == 0);
            away.set(false);
            earlier.complete(Ack.DELIVERED);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
    }

    @ParameterizedTest(name = "lost: {0}")
    @ValueSource(booleans = {false, true})
    void records_that_were_put_off_leave_with_their_partition(boolean lost) {
        try (PipelineFixture bench =
                toldToWaitForAnHour(new CompletableFuture<>()).start()) {
            bench.submit("refused");
            await().until(() -> bench.pipeline.isDownstreamUnavailable());
            bench.submit(10, 10);
            await().until(() -> putOff(bench) == 11);
            if (lost) {
                bench.lose();
            } else {
                bench.revoke();
            }
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.DROPPED);
        }
    }

    /** A batch waits under the name of its first record, whose partition may be the one that stays. */
    @ParameterizedTest(name = "lost: {0}, the handler fails: {1}")
    @CsvSource({"false, UNAVAILABLE", "true, UNAVAILABLE", "false, FAILED", "true, FAILED"})
    void records_that_wait_with_their_batch_leave_with_their_partition(boolean lost, String how) {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(2, Duration.ofHours(1))
                .batches(1, BatchOptions.of(4).withLinger(Duration.ofHours(1)), (records, context) -> {
                    handled.incrementAndGet();
                    throw how.equals("FAILED")
                            ? new IllegalStateException("again")
                            : new DownstreamUnavailableException("503", Duration.ofHours(1));
                })
                .start()) {
            bench.submitElsewhere("stays");
            bench.submitElsewhere("stays too");
            bench.submit("goes");
            bench.submit("goes too");
            await().until(() -> handled.get() == 1 && bench.pipeline.stats().inHand() == 0);
            if (lost) {
                bench.lose();
            } else {
                bench.revoke();
            }
            bench.awaitEnded(2);
            assertThat(bench.ended).containsExactlyInAnyOrderElementsOf(bench.submitted.subList(2, 4));
            assertThat(bench.ended).extracting(Job::outcome).containsOnly(Outcome.Plain.DROPPED);
        }
    }

    @Test
    void a_drain_need_not_wait_for_records_that_nothing_will_become_of_before_its_deadline() {
        try (PipelineFixture bench =
                toldToWaitForAnHour(new CompletableFuture<>()).start()) {
            bench.submit("refused");
            await().until(() -> bench.pipeline.isDownstreamUnavailable());
            bench.submit("put off");
            long minute = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            await().until(() -> bench.pipeline.onlyWaitsUntil(minute));
            assertThat(bench.pipeline.onlyWaitsUntil(
                            System.nanoTime() + Duration.ofHours(2).toNanos()))
                    .as("a probe is due before that")
                    .isFalse();
            bench.revoke();
            bench.awaitAll();
        }
    }

    /** A backoff may be long too. */
    @Test
    void records_that_wait_for_their_next_attempt_leave_with_their_partition() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(2, Duration.ofHours(1))
                .handler(1, (record, context) -> {
                    throw new IllegalStateException("again");
                })
                .start()) {
            bench.submit(3, 3);
            await().until(() -> bench.pipeline.stats().retries() == 3);
            bench.revoke();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.DROPPED);
        }
    }

    private PipelineFixture.Builder toldToWaitForAnHour(CompletableFuture<Ack> earlier) {
        return PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(2, Duration.ofMillis(5))
                .handler(4, (record, context) -> record)
                .sink((result, context) -> {
                    if (keyOf(result).equals("earlier")) {
                        return earlier;
                    }
                    return away.get()
                            ? CompletableFuture.failedStage(
                                    new DownstreamUnavailableException("429", Duration.ofHours(1)))
                            : Ack.now();
                });
    }

    private static String keyOf(Object result) {
        return ((ConsumerRecord<?, ?>) result).key() instanceof byte[] key ? new String(key, UTF_8) : "";
    }

    private static long putOff(PipelineFixture bench) {
        return bench.pipeline.stats().retriesBy().getOrDefault(RetryReason.DOWNSTREAM_UNAVAILABLE, 0L);
    }
}
