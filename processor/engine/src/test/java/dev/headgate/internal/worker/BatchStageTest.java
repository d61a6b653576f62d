package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordOutcome;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobState;
import dev.headgate.state.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a batch handler gets, and what becomes of what it says. */
@Timeout(60)
class BatchStageTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** The offsets of each batch, in the order in which they were handled. */
    private final List<List<Long>> handled = new CopyOnWriteArrayList<>();

    private final List<Long> delivered = new CopyOnWriteArrayList<>();
    private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

    private static List<Long> offsets(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(ConsumerRecord::offset).toList();
    }

    /** Remembers what was handled and delivered. */
    private PipelineFixture.Builder bench(
            int workers, BatchOptions options, BatchHandler<byte[], byte[], Object> handler) {
        return PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(3, SHORT)
                .deadLetters((letter, context) -> {
                    letters.add(letter);
                    return Ack.now();
                })
                .batches(workers, options, (records, context) -> {
                    handled.add(offsets(records));
                    return handler.handle(records, context);
                })
                .sink((result, context) -> {
                    delivered.add(context.offset());
                    return Ack.now();
                });
    }

    private static BatchResult<Object> each(List<ConsumerRecord<byte[], byte[]>> records) {
        return BatchResult.results(offsets(records));
    }

    @FunctionalInterface
    private interface Verdict {
        RecordOutcome<Object> of(ConsumerRecord<byte[], byte[]> record);
    }

    private static BatchResult<Object> judged(List<ConsumerRecord<byte[], byte[]>> records, Verdict verdict) {
        return BatchResult.outcomes(records.stream().map(verdict::of).toList());
    }

    /** What is tried again after the first batch lingers for nothing more. */
    private static void flushOnceHandled(PipelineFixture bench) {
        await().until(() -> !bench.batchSizes.isEmpty());
        bench.pipeline.flush();
    }

    // ---- bounds ----

    @Test
    void a_batch_is_handed_over_as_soon_as_it_has_its_count() {
        try (PipelineFixture bench = bench(1, BatchOptions.of(5).withLinger(LONG), (records, context) -> each(records))
                .start()) {
            bench.submit(10, 10);
            bench.awaitAll();
            assertThat(bench.batchSizes).containsExactly(5, 5);
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
        assertThat(delivered).hasSize(10);
    }

    @Test
    void a_batch_is_handed_over_as_soon_as_it_has_its_bytes() {
        BatchOptions threeBytes = BatchOptions.of(100).withBytes(3).withLinger(LONG);
        try (PipelineFixture bench =
                bench(1, threeBytes, (records, context) -> each(records)).start()) {
            bench.submit(9, 9); // each of one byte
            bench.awaitAll();
            assertThat(bench.batchSizes).containsExactly(3, 3, 3);
        }
    }

    @Test
    void a_batch_is_handed_over_when_its_first_record_has_waited_for_the_linger() {
        BatchOptions options = BatchOptions.of(100).withLinger(Duration.ofMillis(20));
        try (PipelineFixture bench =
                bench(1, options, (records, context) -> each(records)).start()) {
            bench.submit(3, 3);
            bench.awaitAll();
            bench.submit(2, 2);
            bench.awaitAll();
        }
        assertThat(delivered).hasSize(5);
    }

    @Test
    void without_a_linger_a_batch_is_what_waits_at_the_moment() {
        CountDownLatch go = new CountDownLatch(1);
        try (PipelineFixture bench = bench(1, BatchOptions.of(100), (records, context) -> {
                    go.await();
                    return each(records);
                })
                .start()) {
            bench.submit("first");
            await().until(() -> handled.size() == 1);
            bench.submit(50, 50);
            go.countDown();
            bench.awaitAll();
            assertThat(bench.batchSizes).containsExactly(1, 50);
        }
    }

    /** What waits behind a record that is being gathered is in the lane, where no worker comes by. */
    @Test
    void records_that_come_behind_a_gathered_one_of_their_lane_join_it_and_make_the_batch_full() {
        BatchOptions options = BatchOptions.of(4).withLinger(LONG).perKey();
        try (PipelineFixture bench =
                bench(1, options, (records, context) -> each(records)).start()) {
            bench.submit("a");
            await().until(() -> bench.pipeline.stats().activeWorkers() == 0);
            bench.submit("b");
            bench.submit("a");
            bench.submit("a");
            bench.submit("a");
            bench.awaitEnded(4);
            assertThat(handled).containsExactly(List.of(0L, 2L, 3L, 4L));
            bench.pipeline.flush();
            bench.awaitAll();
        }
        assertThat(handled).containsExactly(List.of(0L, 2L, 3L, 4L), List.of(1L));
    }

    @Test
    void a_batch_per_key_has_one_key_and_no_gap() {
        BatchOptions options =
                BatchOptions.of(7).withLinger(Duration.ofMillis(5)).perKey();
        List<String> faults = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = bench(3, options, (records, context) -> {
                    for (ConsumerRecord<byte[], byte[]> record : records) {
                        if (record.offset() % 5 != records.getFirst().offset() % 5) {
                            faults.add("another key in " + offsets(records));
                        }
                    }
                    if (records.getLast().offset() - records.getFirst().offset() != 5L * (records.size() - 1)) {
                        faults.add("a gap in " + offsets(records));
                    }
                    return each(records);
                })
                .start()) {
            bench.submit(500, 5);
            bench.awaitAll();
            assertThat(bench.batchSizes).anyMatch(size -> size > 1);
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void records_without_a_key_are_gathered_by_their_partition() {
        BatchOptions options = BatchOptions.of(3).withLinger(LONG).perKey();
        try (PipelineFixture bench =
                bench(1, options, (records, context) -> each(records)).start()) {
            bench.submit("a");
            bench.submit(null);
            bench.submit(null);
            bench.submit(null);
            bench.awaitEnded(3);
            assertThat(handled).containsExactly(List.of(1L, 2L, 3L));
            bench.pipeline.flush();
            bench.awaitAll();
        }
    }

    /** Otherwise so many keys could linger that nothing else gets in. */
    @Test
    void no_more_than_half_of_the_queue_is_gathered_at_a_time() {
        BatchOptions options = BatchOptions.of(2).withLinger(LONG).perKey();
        try (PipelineFixture bench =
                bench(1, options, (records, context) -> each(records)).start()) {
            bench.submit(PipelineFixture.QUEUE, PipelineFixture.QUEUE);
            bench.awaitEnded(PipelineFixture.QUEUE / 2);
            bench.pipeline.flush();
            bench.awaitAll();
        }
        assertThat(delivered).hasSize(PipelineFixture.QUEUE);
    }

    @Test
    void a_flush_ends_the_linger_and_so_it_stays_until_the_next_record_is_admitted() {
        BatchOptions options = BatchOptions.of(2).withLinger(LONG);
        try (PipelineFixture bench = bench(1, options, (records, context) -> each(records))
                .sink((result, context) -> CompletableFuture.completedFuture(Ack.DELIVERED))
                .start()) {
            bench.submit(5, 1); // two and two of the lane; the fifth would linger once they are done
            bench.awaitEnded(4);
            bench.pipeline.flush();
            bench.awaitAll();
            bench.submit(3, 3);
            bench.awaitEnded(7);
            bench.pipeline.flush();
            bench.awaitAll();
        }
        assertThat(handled).hasSize(5);
    }

    // ---- failures ----

    @Test
    void a_failed_batch_is_tried_again_as_it_was() {
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = bench(1, BatchOptions.of(4).withLinger(LONG), (records, context) -> {
                    attempts.add(context.attempt());
                    if (context.attempt() < 3) {
                        throw new IOException("again");
                    }
                    return each(records);
                })
                .start()) {
            bench.submit(4, 2);
            bench.awaitAll();
            assertThat(bench.pipeline.stats().retries()).isEqualTo(2);
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).contains("orders-0@0", "and 3 more", "attempt 2"));
        }
        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(handled).hasSize(3).containsOnly(handled.getFirst());
    }

    @Test
    void one_poison_record_does_not_take_its_batch_with_it() {
        try (PipelineFixture bench = bench(2, BatchOptions.of(6).withLinger(LONG), (records, context) -> {
                    if (offsets(records).contains(2L)) {
                        throw new IOException("poison");
                    }
                    return each(records);
                })
                .onFailure(FailurePolicy.DEAD_LETTER)
                .start()) {
            bench.submit(6, 2);
            bench.awaitAll();
            assertThat(bench.outcomes().get(2)).isEqualTo(Outcome.Plain.DEAD_LETTERED);
            assertThat(bench.outcomes().stream().filter(Outcome.Plain.ACKED::equals))
                    .hasSize(5);
        }
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.record().offset()).isEqualTo(2);
            assertThat(letter.attempts()).as("alone").isEqualTo(3);
        });
        assertThat(handled.subList(0, 3)).allSatisfy(batch -> assertThat(batch).hasSize(6));
        assertThat(handled.subList(3, handled.size()))
                .allSatisfy(batch -> assertThat(batch).hasSize(1));
    }

    @Test
    void a_rejected_batch_is_taken_apart_at_once() {
        try (PipelineFixture bench = bench(1, BatchOptions.of(3).withLinger(LONG), (records, context) -> {
                    if (records.size() > 1) {
                        throw new RejectedRecordException("too many at once");
                    }
                    return each(records);
                })
                .start()) {
            bench.submit(3, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
        assertThat(handled).containsExactly(List.of(0L, 1L, 2L), List.of(0L), List.of(1L), List.of(2L));
    }

    @Test
    void only_the_failed_records_of_a_batch_are_tried_again() {
        BatchOptions options = BatchOptions.of(4).withLinger(LONG);
        try (PipelineFixture bench = bench(
                        1,
                        options,
                        (records, context) -> judged(
                                records,
                                record -> record.offset() == 1 && records.size() > 1
                                        ? RecordOutcome.failed(new IOException("once"))
                                        : RecordOutcome.done(record.offset())))
                .start()) {
            bench.submit(4, 4);
            flushOnceHandled(bench);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
            assertThat(bench.pipeline.stats().retries()).isEqualTo(1);
        }
        assertThat(handled).containsExactly(List.of(0L, 1L, 2L, 3L), List.of(1L));
        assertThat(delivered).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    }

    @Test
    void behind_a_record_that_will_be_tried_again_its_lane_is_handled_again_after_it() {
        BatchOptions options = BatchOptions.of(4).withLinger(LONG);
        try (PipelineFixture bench = bench(
                        1,
                        options,
                        (records, context) -> judged(
                                records,
                                record -> record.offset() == 1 && records.size() == 4
                                        ? RecordOutcome.failed(new IOException("once"))
                                        : RecordOutcome.done(record.offset())))
                .start()) {
            bench.submit(4, 1);
            flushOnceHandled(bench);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
        assertThat(handled).containsExactly(List.of(0L, 1L, 2L, 3L), List.of(1L, 2L, 3L));
        assertThat(delivered).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void behind_a_record_that_is_given_up_its_lane_goes_on_with_the_results_it_has() {
        BatchOptions options = BatchOptions.of(4).withLinger(LONG);
        try (PipelineFixture bench = bench(
                        1,
                        options,
                        (records, context) -> judged(
                                records,
                                record -> record.offset() % 2 == 1
                                        ? RecordOutcome.failed(new RejectedRecordException("never"))
                                        : RecordOutcome.done(record.offset())))
                .onFailure(FailurePolicy.DEAD_LETTER)
                .start()) {
            bench.submit(4, 1);
            bench.awaitAll();
        }
        assertThat(handled).containsExactly(List.of(0L, 1L, 2L, 3L));
        assertThat(delivered).containsExactly(0L, 2L);
        assertThat(letters).extracting(letter -> letter.record().offset()).containsExactly(1L, 3L);
    }

    @Test
    void a_record_that_cannot_be_decoded_fails_alone_in_its_turn() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .onUndecodable(FailurePolicy.SKIP)
                .batches(
                        1,
                        BatchOptions.of(4).withLinger(LONG),
                        (topic, bytes) -> {
                            if (new String(bytes, StandardCharsets.UTF_8).equals("value-1")) {
                                throw new IllegalArgumentException("not a number");
                            }
                            return new String(bytes, StandardCharsets.UTF_8);
                        },
                        (records, context) -> BatchResult.results(
                                records.stream().map(r -> r.value()).toList()))
                .sink((result, context) -> {
                    delivered.add(context.offset());
                    return Ack.now();
                })
                .start()) {
            bench.submit(4, 1);
            flushOnceHandled(bench);
            bench.awaitAll();
            assertThat(bench.outcomes().get(1)).isEqualTo(Outcome.Plain.SKIPPED);
            assertThat(bench.batchSizes).containsExactly(1, 2);
        }
        assertThat(delivered).containsExactly(0L, 2L, 3L);
    }

    @Test
    void outcomes_that_are_not_as_many_as_the_records_fail_the_batch() {
        try (PipelineFixture bench = bench(
                        1,
                        BatchOptions.of(2).withLinger(LONG),
                        (records, context) -> BatchResult.<Object>results(List.of("one", "two", "three")))
                .onFailure(FailurePolicy.SKIP)
                .start()) {
            bench.submit(2, 2);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.SKIPPED);
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).contains("3 outcomes for 1 records"));
        }
        assertThat(delivered).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_that_takes_too_long_is_interrupted_and_told(ThreadKind threads) {
        AtomicBoolean told = new AtomicBoolean();
        CountDownLatch never = new CountDownLatch(1);
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .attemptTimeout(Duration.ofMillis(50))
                .retry(2, SHORT)
                .batches(1, BatchOptions.of(3).withLinger(LONG), (records, context) -> {
                    if (context.attempt() == 1) {
                        try {
                            never.await();
                        } finally {
                            told.set(context.isCancelled());
                        }
                    }
                    return BatchResult.whole(context.isCancelled());
                })
                .sink((result, context) -> {
                    assertThat(result).isEqualTo(false);
                    return Ack.now();
                })
                .start()) {
            bench.submit(3, 2);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).contains("took longer than"));
        }
        assertThat(told).isTrue();
    }

    // ---- one result for all ----

    @Test
    void one_result_is_delivered_once_and_its_acknowledgement_is_that_of_all() {
        CompletableFuture<Ack> ack = new CompletableFuture<>();
        AtomicInteger deliveries = new AtomicInteger();
        try (PipelineFixture bench = bench(
                        2,
                        BatchOptions.of(6).withLinger(LONG),
                        (records, context) -> BatchResult.whole(offsets(records)))
                .stage(StageOptions.workers(1), (input, context) -> ((List<?>) input).size())
                .sink((result, context) -> {
                    assertThat(result).isEqualTo(6);
                    deliveries.incrementAndGet();
                    return ack;
                })
                .start()) {
            bench.submit(6, 3);
            await().until(() -> bench.pipeline.stats().delivering() == 1);
            assertThat(bench.pipeline.stats().inHand()).isGreaterThanOrEqualTo(5);
            assertThat(bench.completions.size()).isZero();
            ack.complete(Ack.DELIVERED);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
            assertThat(bench.pipeline.stats().inHand()).isLessThan(5);
        }
        assertThat(deliveries).hasValue(1);
    }

    @Test
    void the_lanes_of_a_batch_with_one_result_go_on_after_its_acknowledgement() {
        CompletableFuture<Ack> ack = new CompletableFuture<>();
        Sink<Object> keepsOrder = new Sink<>() {
            @Override
            public CompletionStage<Ack> deliver(Object result, dev.headgate.api.RecordContext context) {
                return context.offset() == 0 ? ack : Ack.now();
            }

            @Override
            public boolean keepsOrder() {
                return true;
            }
        };
        BatchOptions options = BatchOptions.of(4).withLinger(LONG);
        try (PipelineFixture bench = bench(1, options, (records, context) -> BatchResult.whole("all"))
                .sink(keepsOrder)
                .start()) {
            bench.submit(4, 2);
            await().until(() -> bench.pipeline.stats().delivering() == 1);
            bench.submit(4, 2);
            Job other = bench.submit("another key");
            bench.pipeline.flush();
            bench.awaitEnded(1);
            assertThat(bench.ended).containsExactly(other);
            ack.complete(Ack.DELIVERED);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
    }

    @Test
    void a_delivery_of_one_result_that_fails_for_good_is_taken_apart() {
        List<Object> tried = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = bench(
                        2,
                        BatchOptions.of(4).withLinger(LONG),
                        (records, context) -> BatchResult.whole(offsets(records)))
                .onFailure(FailurePolicy.DEAD_LETTER)
                .sink((result, context) -> {
                    tried.add(result);
                    return ((List<?>) result).contains(1L)
                            ? CompletableFuture.failedFuture(new IOException("not that one"))
                            : Ack.now();
                })
                .start()) {
            bench.submit(4, 2);
            bench.awaitAll();
            assertThat(bench.outcomes())
                    .containsExactly(
                            Outcome.Plain.ACKED, Outcome.Plain.DEAD_LETTERED, Outcome.Plain.ACKED, Outcome.Plain.ACKED);
        }
        assertThat(tried).filteredOn(result -> ((List<?>) result).size() == 4).hasSize(3);
        assertThat(tried).filteredOn(result -> result.equals(List.of(1L))).hasSize(3);
        assertThat(handled).contains(List.of(0L), List.of(1L), List.of(2L), List.of(3L));
    }

    // ---- the end ----

    @Test
    void a_revoke_drops_a_batch_that_is_being_gathered() {
        try (PipelineFixture bench = bench(1, BatchOptions.of(10).withLinger(LONG), (records, context) -> each(records))
                .start()) {
            bench.submit(6, 2);
            await().until(() -> bench.pipeline.stats().activeWorkers() == 0);
            bench.revoke();
            bench.pipeline.flush();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.DROPPED);
        }
        assertThat(handled).isEmpty();
    }

    @Test
    void a_revoke_lets_a_batch_that_runs_be_delivered() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (PipelineFixture bench = bench(1, BatchOptions.of(3).withLinger(LONG), (records, context) -> {
                    running.countDown();
                    go.await();
                    return each(records);
                })
                .start()) {
            bench.submit(3, 3);
            running.await();
            bench.revoke();
            go.countDown();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
    }

    @Test
    void a_revoke_gives_up_a_batch_that_waits_for_its_next_attempt() {
        try (PipelineFixture bench = bench(1, BatchOptions.of(4).withLinger(LONG), (records, context) -> {
                    throw new IOException("later");
                })
                .retry(3, Duration.ofMillis(300))
                .start()) {
            bench.submit(4, 2);
            await().until(() -> bench.pipeline.stats().retries() == 1
                    && bench.submitted.stream().allMatch(job -> job.state() == JobState.QUEUED));
            bench.revoke();
            assertThat(bench.submitted).allMatch(Job::drop);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.DROPPED);
        }
        assertThat(handled).hasSize(1);
    }

    /** What is bound to the first record of the batch doesn't wait out the backoff with it. */
    @Test
    void a_revoke_gives_up_what_is_bound_to_a_delivery_that_waits_for_its_next_attempt() {
        try (PipelineFixture bench = bench(
                        1, BatchOptions.of(4).withLinger(LONG), (records, context) -> BatchResult.whole("all"))
                .retry(3, Duration.ofSeconds(3))
                .sink((result, context) -> CompletableFuture.failedFuture(new IOException("later")))
                .start()) {
            bench.submit(4, 2);
            await().until(() -> bench.pipeline.stats().retries() == 1
                    && bench.submitted.getFirst().state() == JobState.QUEUED);
            bench.revoke();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.DROPPED);
        }
    }

    @Test
    void a_halt_keeps_the_lane_of_its_record_closed() {
        List<Job> behind = new ArrayList<>();
        BatchOptions options = BatchOptions.of(4).withLinger(LONG);
        try (PipelineFixture bench = bench(
                        1,
                        options,
                        (records, context) -> judged(
                                records,
                                record -> record.offset() == 1
                                        ? RecordOutcome.failed(new RejectedRecordException("never"))
                                        : RecordOutcome.done(record.offset())))
                .start()) {
            bench.submit(4, 1);
            behind.addAll(bench.submitted.subList(2, 4));
            bench.submit("another key");
            bench.pipeline.flush();
            bench.awaitEnded(3);
            assertThat(bench.submitted.get(1).outcome()).isInstanceOf(Outcome.Halted.class);
            assertThat(bench.ended).doesNotContainAnyElementsOf(behind);
        }
        assertThat(delivered).containsExactlyInAnyOrder(0L, 4L);
    }

    @Test
    void in_no_order_each_record_stands_for_itself() {
        BatchOptions options = BatchOptions.of(4).withLinger(LONG);
        try (PipelineFixture bench = bench(
                        1,
                        options,
                        (records, context) -> judged(
                                records,
                                record -> record.offset() == 0 && records.size() == 4
                                        ? RecordOutcome.failed(new IOException("once"))
                                        : RecordOutcome.done(record.offset())))
                .ordering(Ordering.UNORDERED)
                .start()) {
            bench.submit(4, 1);
            flushOnceHandled(bench);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
        assertThat(handled).containsExactly(List.of(0L, 1L, 2L, 3L), List.of(0L));
    }
}
