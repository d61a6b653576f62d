package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.RecordOutcome;
import dev.headgate.api.Sink;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A member that has lost a partition changes nothing more: the next owner may be ahead of what still runs here. */
@Timeout(60)
class LostPartitionTest {
    /** How a result comes about. */
    enum Kind {
        ONE_BY_ONE,
        SECOND_STAGE,
        ASYNC,
        WHOLE_BATCH,
        RECORDS_OF_A_BATCH
    }

    private final ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    private final CountDownLatch handling = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger interrupted = new AtomicInteger();
    private final List<Object> delivered = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        elsewhere.shutdownNow();
    }

    /** Deaf to interrupts, as much user code is. */
    private void workOn() {
        handling.countDown();
        while (go.getCount() > 0) {
            try {
                go.await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }
    }

    private Object work(Object result) {
        workOn();
        return result;
    }

    private PipelineFixture bench(Kind kind) {
        PipelineFixture.Builder builder = PipelineFixture.of(ThreadKind.VIRTUAL).sink((result, context) -> {
            delivered.add(context.offset());
            return Ack.now();
        });
        BatchOptions pair = new BatchOptions(2, Long.MAX_VALUE, Duration.ofSeconds(10), BatchOptions.Per.ANY);
        PipelineFixture.Builder of = switch (kind) {
            case ONE_BY_ONE -> builder.handler(1, (record, context) -> work(record));
            case SECOND_STAGE ->
                builder.handler(1, (record, context) -> record)
                        .stage(StageOptions.workers(1), (input, context) -> work(input));
            case ASYNC ->
                builder.async(1, (record, context) -> CompletableFuture.supplyAsync(() -> work(record), elsewhere));
            case WHOLE_BATCH -> builder.batches(1, pair, (records, context) -> BatchResult.whole(work("all")));
            case RECORDS_OF_A_BATCH ->
                builder.batches(1, pair, (records, context) -> {
                    workOn();
                    return BatchResult.outcomes(records.stream()
                            .map(record -> RecordOutcome.<Object>done(record.offset()))
                            .toList());
                });
        };
        return of.start();
    }

    @ParameterizedTest
    @EnumSource
    void what_a_handler_returns_after_its_partition_has_gone_is_never_delivered(Kind kind) throws Exception {
        try (PipelineFixture bench = bench(kind)) {
            bench.submit("a");
            bench.submit("b");
            handling.await();
            bench.lose();
            go.countDown();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.DROPPED);
        }
        assertThat(delivered).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "ASYNC", mode = EnumSource.Mode.EXCLUDE)
    void an_attempt_at_a_record_of_a_partition_that_has_gone_is_interrupted_without_a_timeout(Kind kind)
            throws Exception {
        try (PipelineFixture bench = bench(kind)) {
            bench.submit("a");
            bench.submit("b");
            handling.await();
            bench.lose();
            await().until(() -> interrupted.get() > 0);
            go.countDown();
            bench.awaitAll();
        }
    }

    @Test
    void an_asynchronous_call_for_a_partition_that_has_gone_is_cancelled_without_a_timeout() throws Exception {
        CompletableFuture<Object> call = new CompletableFuture<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .async(1, (record, context) -> {
                    handling.countDown();
                    return call;
                })
                .start()) {
            bench.submit("a");
            handling.await();
            bench.lose();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.DROPPED);
        }
        assertThat(call).isCancelled();
    }

    @Test
    void without_a_sink_what_ends_after_the_partition_has_gone_counts_as_dropped() throws Exception {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .handler(1, (record, context) -> work(record))
                .sink(Sink.none())
                .start()) {
            bench.submit("a");
            handling.await();
            bench.lose();
            go.countDown();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.DROPPED);
        }
    }

    @Test
    void a_sink_that_never_answers_costs_no_credits_when_the_partition_goes() {
        CompletableFuture<Ack> never = new CompletableFuture<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .handler(2, (record, context) -> record)
                .sink((result, context) -> never)
                .start()) {
            bench.submit(10, 10);
            await().until(() -> bench.pipeline.stats().delivering() == 10);
            bench.lose();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.DROPPED);
            assertThat(bench.pipeline.stats().delivering()).isZero();
            never.complete(Ack.DELIVERED);
            assertThat(bench.completions.size())
                    .as("its late word changes nothing")
                    .isZero();
        }
    }

    @Test
    void what_the_sink_acknowledges_after_the_partition_has_gone_counts_as_dropped() {
        CompletableFuture<Ack> late = new CompletableFuture<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .attemptTimeout(Duration.ofMinutes(1))
                .handler(1, (record, context) -> record)
                .sink((result, context) -> late)
                .start()) {
            bench.submit("a");
            await().until(() -> bench.pipeline.stats().delivering() == 1);
            bench.lose();
            late.complete(Ack.DELIVERED);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.DROPPED);
        }
    }

    @Test
    void a_batch_of_two_partitions_goes_on_without_an_interrupt_while_one_is_still_ours() throws Exception {
        try (PipelineFixture bench = bench(Kind.RECORDS_OF_A_BATCH)) {
            bench.submit("a");
            bench.submitElsewhere("b");
            handling.await();
            bench.lose();
            go.countDown();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.DROPPED, Outcome.Plain.ACKED);
        }
        assertThat(interrupted).hasValue(0);
        assertThat(delivered).containsExactly(1L);
    }

    /** The interrupt that ends the probe is the engine's own. */
    @ParameterizedTest(name = "asynchronous: {0}")
    @ValueSource(booleans = {false, true})
    void a_probe_that_is_interrupted_since_its_partition_has_gone_says_nothing_of_what_it_called(boolean async)
            throws Exception {
        AtomicInteger calls = new AtomicInteger();
        PipelineFixture.Builder builder = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(5, Duration.ofMillis(5))
                .onFailure(FailurePolicy.SKIP);
        PipelineFixture.Builder handled = async
                ? builder.async(1, (record, context) -> CompletableFuture.completedFuture(probe(calls)))
                : builder.handler(1, (record, context) -> probe(calls));
        try (PipelineFixture bench = handled.start()) {
            bench.submit("a");
            handling.await();
            assertThat(bench.pipeline.isDownstreamUnavailable())
                    .as("this is the probe")
                    .isTrue();
            bench.lose();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.DROPPED);
            assertThat(bench.pipeline.stats().circuitOpened())
                    .as("times, as before")
                    .isOne();
        }
    }

    private String probe(AtomicInteger calls) throws Exception {
        if (calls.incrementAndGet() == 1) {
            throw new DownstreamUnavailableException("503", Duration.ofMillis(20));
        }
        handling.countDown();
        go.await();
        return "";
    }
}
