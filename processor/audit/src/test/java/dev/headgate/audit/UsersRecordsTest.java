package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records that carry no stamp: only an id, perhaps a number, and the timestamps of the topics. */
@Timeout(60)
class UsersRecordsTest {
    private static final long BUCKET_MS = AuditBench.BUCKET.toMillis();
    private static final long T = 1_700_000_000_000L - 1_700_000_000_000L % BUCKET_MS;

    private final AuditBench bench = new AuditBench(options -> options.extractor(new FieldExtractor(
            FieldSelector.parse("key"),
            Optional.of(FieldSelector.parse("json:/seq")),
            Optional.empty(),
            Optional.empty())));

    @AfterEach
    void close() {
        bench.close();
    }

    private static void pipe(TestInputTopic<byte[], byte[]> topic, String key, long sequence, long timestampMs) {
        topic.pipeInput(new TestRecord<>(
                key.getBytes(UTF_8), ("{\"seq\":" + sequence + "}").getBytes(UTF_8), null, timestampMs));
    }

    @Test
    void they_are_matched_by_id_and_sequence_and_ordered_by_key() {
        for (long i = 0; i < 3; i++) {
            pipe(bench.input, "a", i, T);
        }
        pipe(bench.output, "a", 0, T);
        pipe(bench.output, "a", 2, T);
        pipe(bench.output, "a", 1, T);
        pipe(bench.output, "a", 1, T);
        RunCounts total = bench.total(FieldExtractor.RUN);
        assertThat(total.get(Count.MISSING)).isZero();
        assertThat(total.get(Count.DUPLICATED)).isEqualTo(1);
        assertThat(total.get(Count.REORDERED)).isEqualTo(1);
    }

    @Test
    void they_count_in_the_bucket_they_were_sent_in_whichever_side_is_read_first() {
        pipe(bench.input, "a", 0, T);
        pipe(bench.output, "a", 0, T + 3 * BUCKET_MS);
        pipe(bench.output, "b", 0, T + 4 * BUCKET_MS);
        assertThat(bench.buckets(FieldExtractor.RUN).get(T + 4 * BUCKET_MS))
                .asString()
                .contains("unsent 1");
        pipe(bench.input, "b", 0, T + BUCKET_MS);
        bench.total(FieldExtractor.RUN);
        NavigableMap<Long, RunCounts> buckets = bench.buckets(FieldExtractor.RUN);
        assertThat(buckets.get(T)).asString().startsWith("sent 1, delivered 1, dead-lettered 0, missing 0");
        assertThat(buckets.get(T + BUCKET_MS)).asString().startsWith("sent 1, delivered 1, dead-lettered 0, missing 0");
        assertThat(buckets.get(T + 4 * BUCKET_MS)).asString().doesNotContainPattern("[1-9]");
    }

    @Test
    void their_latency_is_from_timestamp_to_timestamp_whichever_side_is_read_first() {
        pipe(bench.input, "a", 0, T);
        pipe(bench.output, "a", 0, T + 250);
        pipe(bench.output, "b", 0, T + 1_000);
        pipe(bench.input, "b", 0, T);
        Map<Long, Long> latencies = bench.latencies();
        assertThat(latencies).hasSize(2);
        assertThat(latencies.keySet())
                .anySatisfy(micros -> assertThat(micros).isBetween(250_000L, 253_000L))
                .anySatisfy(micros -> assertThat(micros).isBetween(1_000_000L, 1_010_000L));
    }

    @Test
    void an_id_that_comes_thousands_of_times_is_counted_as_often() {
        for (int i = 0; i < 2_000; i++) {
            pipe(bench.input, "same", 1, T);
        }
        for (int i = 0; i < 1_999; i++) {
            pipe(bench.output, "same", 1, T);
        }
        RunCounts total = bench.total(FieldExtractor.RUN);
        assertThat(total.get(Count.MISSING)).isEqualTo(1);
        assertThat(total.get(Count.DUPLICATED)).isZero();
        assertThat(total.get(Count.RESENT)).isEqualTo(1_999);
    }
}
