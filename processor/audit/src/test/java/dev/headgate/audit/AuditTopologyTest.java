package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each count says, one record at a time. */
@Timeout(60)
class AuditTopologyTest {
    private static final Stamped A0 = Stamped.of("a", 0, 0);
    private static final Stamped A1 = Stamped.of("a", 1, 1);
    private static final Stamped A2 = Stamped.of("a", 2, 2);
    private static final Stamped B0 = Stamped.of("b", 3, 0);

    private AuditBench bench = new AuditBench(options -> options);

    @AfterEach
    void close() {
        bench.close();
    }

    /** All counts that are not zero. */
    private AbstractStringAssert<?> counts(String run) {
        RunCounts total = bench.total(run);
        StringBuilder text = new StringBuilder();
        for (Count count : Count.values()) {
            if (total.get(count) != 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(count.label())
                        .append(' ')
                        .append(total.get(count));
            }
        }
        return assertThat(text.toString());
    }

    @Test
    void what_is_sent_and_delivered_is_neither_missing_nor_duplicated() {
        bench.send(A0, A1, B0);
        bench.deliver(A0, A1, B0);
        counts("run-1").isEqualTo("sent 3, delivered 3");
    }

    @Test
    void what_is_sent_and_not_delivered_is_missing() {
        bench.send(A0, A1, A2);
        bench.deliver(A0, A2);
        counts("run-1").isEqualTo("sent 3, delivered 2, missing 1");
    }

    @Test
    void a_dead_letter_is_not_missing() {
        bench.send(A0, A1);
        bench.deliver(A0);
        bench.bury(A1);
        counts("run-1").isEqualTo("sent 2, delivered 1, dead-lettered 1");
    }

    @Test
    void what_is_delivered_again_is_duplicated_and_not_reordered() {
        bench.send(A0, A1, A2);
        bench.deliver(A0, A1, A2, A1, A2, A1);
        counts("run-1").isEqualTo("sent 3, delivered 6, duplicated 3");
    }

    @Test
    void a_delivery_after_a_dead_letter_is_one_end_too_many() {
        bench.send(A0);
        bench.bury(A0);
        bench.deliver(A0);
        counts("run-1").isEqualTo("sent 1, delivered 1, dead-lettered 1, duplicated 1");
    }

    @Test
    void what_was_sent_twice_may_be_delivered_twice() {
        bench.send(A0, A0, A1, A1);
        bench.deliver(A0, A0, A1);
        counts("run-1").isEqualTo("sent 4, delivered 3, missing 1, resent 2");
    }

    @Test
    void a_first_delivery_behind_a_later_record_of_its_key_is_reordered() {
        bench.send(A0, A1, A2, B0);
        bench.deliver(A0, A2, B0, A1);
        counts("run-1").isEqualTo("sent 4, delivered 4, reordered 1");
    }

    @Test
    void a_late_record_is_reordered_once_however_often_it_comes() {
        bench.send(A0, A1, A2);
        bench.deliver(A2, A0, A0, A2, A1);
        counts("run-1").isEqualTo("sent 3, delivered 5, duplicated 2, reordered 2");
    }

    @Test
    void records_without_a_key_have_no_order() {
        Stamped first = new Stamped("run-1", "producer-1", null, 0, 0, A0.dueMs());
        Stamped second = new Stamped("run-1", "producer-1", null, 1, 1, A0.dueMs());
        bench.send(first, second);
        bench.deliver(second, first);
        counts("run-1").isEqualTo("sent 2, delivered 2");
    }

    @Test
    void an_output_that_is_read_before_the_input_counts_the_same() {
        bench.deliver(A2, A0, A0);
        bench.bury(B0);
        counts("run-1").isEqualTo("delivered 3, dead-lettered 1, duplicated 1, reordered 1, unsent 3");
        bench.send(A0, A1, A2, B0);
        counts("run-1").isEqualTo("sent 4, delivered 3, dead-lettered 1, missing 1, duplicated 1, reordered 1");
    }

    @Test
    void what_was_never_sent_is_unsent() {
        bench.send(A0);
        bench.deliver(A0, A1, A1);
        counts("run-1").isEqualTo("sent 1, delivered 3, duplicated 1, unsent 1");
    }

    @Test
    void other_bytes_than_the_checksum_says_are_corruption() {
        bench.send(A0, A1);
        bench.pipe(bench.output, A0.corrupted(A0.dueMs()));
        bench.deliver(A0, A1);
        counts("run-1").isEqualTo("sent 2, delivered 3, duplicated 1, corrupted 1");
    }

    @Test
    void checksums_can_be_left_alone() {
        bench.close();
        bench = new AuditBench(options -> options.checksums(false));
        bench.send(A0);
        bench.pipe(bench.output, A0.corrupted(A0.dueMs()));
        counts("run-1").isEqualTo("sent 1, delivered 1");
    }

    @Test
    void a_dead_letter_that_was_meant_to_fail_is_told_apart() {
        TestRecord<byte[], byte[]> poison = A0.at(A0.dueMs());
        poison.headers().add("headgate-sim-poison", new byte[0]);
        bench.pipe(bench.input, poison);
        bench.pipe(bench.deadLetters, poison);
        bench.send(A1);
        bench.bury(A1);
        counts("run-1").isEqualTo("sent 2, dead-lettered 2, poison 1");
    }

    @Test
    void records_without_an_identity_are_counted_and_accuse_nobody() {
        bench.pipe(bench.input, new TestRecord<>(new byte[0], new byte[0]));
        bench.pipe(bench.output, new TestRecord<>(new byte[0], new byte[0]));
        byte[] stored = bench.buckets(Observer.NO_RUN).firstEntry().getValue().encode();
        assertThat(RunCounts.decode(stored).get(Count.UNIDENTIFIED)).isEqualTo(2);
        counts(Observer.NO_RUN).isEqualTo("sent 1, delivered 1, unidentified 2");
    }

    @Test
    void runs_and_producers_do_not_mix() {
        Stamped otherRun = new Stamped("run-2", "producer-1", "a", 0, 0, A0.dueMs());
        Stamped otherProducer = new Stamped("run-1", "producer-2", "a", 0, 0, A0.dueMs());
        bench.send(A1, otherRun, otherProducer);
        bench.deliver(A1, otherProducer);
        counts("run-1").isEqualTo("sent 2, delivered 2");
        counts("run-2").isEqualTo("sent 1, missing 1");
    }

    @Test
    void one_run_can_be_looked_at_alone() {
        bench.close();
        bench = new AuditBench(options -> options.run(Optional.of("run-2")));
        bench.send(A0, new Stamped("run-2", "producer-1", "a", 0, 0, A0.dueMs()));
        counts("run-1").isEmpty();
        counts("run-2").isEqualTo("sent 1, missing 1");
    }

    @Test
    void a_record_counts_in_the_bucket_it_was_due_in_on_both_sides() {
        long bucketMs = AuditBench.BUCKET.toMillis();
        long first = A0.dueMs() - A0.dueMs() % bucketMs;
        Stamped late = new Stamped("run-1", "producer-1", "a", 1, 1, first + bucketMs);
        bench.send(A0, late);
        bench.pipe(bench.output, A0.at(first + 5 * bucketMs));
        assertThat(bench.buckets("run-1")).containsOnlyKeys(first, first + bucketMs);
        assertThat(bench.buckets("run-1").get(first)).asString().contains("delivered 1", "missing 0");
        assertThat(bench.buckets("run-1").get(first + bucketMs)).asString().contains("delivered 0", "missing 1");
    }

    @Test
    void latency_is_that_of_the_first_delivery_since_the_record_was_due() {
        bench.send(A0, A1);
        bench.pipe(bench.output, A0.at(A0.dueMs() + 20));
        bench.pipe(bench.output, A0.at(A0.dueMs() + 9_000));
        bench.pipe(bench.output, A1.at(A1.dueMs() - 5));
        Map<Long, Long> latencies = bench.latencies();
        assertThat(latencies).hasSize(2).containsEntry(0L, 1L);
        assertThat(latencies.keySet()).anySatisfy(micros -> assertThat(micros).isBetween(20_000L, 20_200L));
    }

    @Test
    void a_record_is_remembered_for_the_retention_and_no_longer_than_needed() {
        bench.close();
        bench = new AuditBench(options -> options.retention(Duration.ofMinutes(5)));
        bench.send(A0, A1);
        bench.advance(Duration.ofMinutes(5));
        bench.deliver(A0);
        bench.advance(Duration.ofMinutes(5));
        bench.deliver(A1);
        counts("run-1").isEqualTo("sent 2, delivered 2");
        bench.advance(Duration.ofMinutes(15));
        bench.deliver(A1);
        counts("run-1").as("forgotten").isEqualTo("sent 2, delivered 3, unsent 1");
    }
}
