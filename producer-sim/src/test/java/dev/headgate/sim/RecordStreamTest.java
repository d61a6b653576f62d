package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.sim.keys.KeyDistribution;
import dev.headgate.sim.payload.Distribution;
import dev.headgate.sim.payload.Template;
import dev.headgate.sim.payload.ValueSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordStreamTest {

    private static List<ProducerRecord<byte[], byte[]>> take(int count, SimOptionsBuilder options) {
        RecordStream stream = new RecordStream(options.runId("run-7").build(), "producer-1", 0);
        return IntStream.range(0, count)
                .mapToObj(due -> stream.next(due).record())
                .toList();
    }

    private static SimOptionsBuilder payments() {
        return SimOptions.builder("payments");
    }

    private static Stamp stamp(ProducerRecord<byte[], byte[]> record) {
        return Stamp.read(record.headers()).orElseThrow();
    }

    @Test
    void the_same_seed_and_run_id_give_the_same_records_byte_for_byte() {
        List<ProducerRecord<byte[], byte[]>> first =
                take(1_000, payments().seed(42).keys(50));
        List<ProducerRecord<byte[], byte[]>> second =
                take(1_000, payments().seed(42).keys(50));
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).key()).isEqualTo(first.get(i).key());
            assertThat(second.get(i).value()).isEqualTo(first.get(i).value());
            assertThat(stamp(second.get(i))).isEqualTo(stamp(first.get(i)));
        }
    }

    @Test
    void the_records_of_a_seed_stay_the_same_from_release_to_release() {
        List<String> records = take(3, payments().seed(42).keys(50).payloadSize(12)).stream()
                .map(each -> new String(each.key(), US_ASCII) + " " + new String(each.value(), US_ASCII))
                .toList();
        assertThat(records).containsExactly("key-21 35824iDfxxxx", "key-26 KVjNXkJQxxxx", "key-45 10e9in8Cxxxx");
    }

    @Test
    void another_seed_gives_other_records() {
        assertThat(take(1, payments().seed(1)).getFirst().value())
                .isNotEqualTo(take(1, payments().seed(2)).getFirst().value());
    }

    private static SimOptionsBuilder everything() {
        return payments()
                .seed(42)
                .keys(500)
                .keyDistribution(KeyDistribution.parse("zipf:s=1.1"))
                .values(new ValueSpec.Templated(
                        Template.parse("{\"id\":\"${uuid}\",\"n\":${int(1,9)},\"who\":\"${name}\"}")))
                .faults(new Faults(0.1, 0.1, 0.1, 0.1, Duration.ofMinutes(1)))
                .cost(new Distribution.Exponential(5_000, 1e6))
                .header(new CustomHeader("trace", Template.parse("${hex(16)}")))
                .transactions(new TransactionPlan(10, 0.2));
    }

    @Test
    void templates_faults_headers_and_aborts_too_are_the_same_for_the_same_seed() {
        List<ProducerRecord<byte[], byte[]>> first = take(2_000, everything());
        List<ProducerRecord<byte[], byte[]>> second = take(2_000, everything());
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).key()).isEqualTo(first.get(i).key());
            assertThat(second.get(i).value()).isEqualTo(first.get(i).value());
            assertThat(second.get(i).headers().toArray())
                    .usingRecursiveComparison()
                    .isEqualTo(first.get(i).headers().toArray());
        }
    }

    @Test
    void a_duplicate_is_its_original_but_for_the_mark() {
        Map<Long, ProducerRecord<byte[], byte[]>> originals = new HashMap<>();
        int duplicates = 0;
        for (ProducerRecord<byte[], byte[]> each :
                take(2_000, payments().faults(new Faults(0, 0, 0.2, 0, Duration.ofMinutes(1))))) {
            Stamp stamp = stamp(each);
            if (each.headers().lastHeader(StampHeaders.DUPLICATE) == null) {
                assertThat(originals.put(stamp.sequence(), each)).isNull();
                continue;
            }
            duplicates++;
            ProducerRecord<byte[], byte[]> original = Objects.requireNonNull(originals.get(stamp.sequence()));
            assertThat(each.key()).isEqualTo(original.key());
            assertThat(each.value()).isEqualTo(original.value());
            assertThat(stamp.keySequence()).isEqualTo(stamp(original).keySequence());
        }
        assertThat(duplicates).isBetween(250, 450);
        // No sequence number is left out for one that came twice.
        assertThat(originals).hasSize(2_000 - duplicates).containsKey(1_999L - duplicates);
    }

    @Test
    void the_frequent_key_of_a_zipf_distribution_has_its_share() {
        long first = take(20_000, payments().keys(100).keyDistribution(new KeyDistribution.Zipf(1))).stream()
                .filter(each -> new String(each.key(), US_ASCII).equals("key-0"))
                .count();
        // 1 of the hundredth harmonic number, 5.187.
        assertThat(first / 20_000.0).isBetween(0.17, 0.22);
    }

    @Test
    void hot_keys_have_their_share_and_rotate() {
        List<ProducerRecord<byte[], byte[]>> records =
                take(4_000, payments().keys(100).keyDistribution(new KeyDistribution.Hot(0.8, 2, 2_000)));
        assertThat(countOf(records.subList(0, 2_000), "key-0", "key-1")).isBetween(1_500L, 1_750L);
        assertThat(countOf(records.subList(2_000, 4_000), "key-2", "key-3")).isBetween(1_500L, 1_750L);
    }

    private static long countOf(List<ProducerRecord<byte[], byte[]>> records, String... keys) {
        List<String> wanted = List.of(keys);
        return records.stream()
                .filter(each -> wanted.contains(new String(each.key(), US_ASCII)))
                .count();
    }

    @Test
    void a_key_stays_on_its_partition_whatever_the_skew() {
        RecordStream stream =
                new RecordStream(payments().keys(50).partitionSkew(1).build(), "producer-1", 6);
        Map<String, Integer> partitions = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            ProducerRecord<byte[], byte[]> each = stream.next(0).record();
            assertThat(partitions.merge(new String(each.key(), US_ASCII), each.partition(), (before, now) -> now))
                    .isEqualTo(each.partition());
        }
        assertThat(partitions.values()).contains(0, 1).allMatch(each -> each < 6);
    }

    @Test
    void a_value_compresses_as_far_as_it_was_asked_to() {
        for (double share : new double[] {0, 0.5, 0.9}) {
            byte[] value = take(1, payments().values(new ValueSpec.Generated(new Distribution.Fixed(100_000), share)))
                    .getFirst()
                    .value();
            Deflater deflater = new Deflater();
            deflater.setInput(value);
            deflater.finish();
            int compressed = deflater.deflate(new byte[200_000]);
            assertThat(1 - compressed / 100_000.0).isBetween(share - 0.03, share + 0.03);
        }
    }

    @Test
    void each_key_counts_its_own_records_and_the_total_counts_all() {
        Map<String, Long> expected = new HashMap<>();
        long total = 0;
        for (ProducerRecord<byte[], byte[]> each : take(1_000, payments().keys(7))) {
            long next = expected.merge(new String(each.key(), US_ASCII), 1L, Long::sum) - 1;
            assertThat(stamp(each).keySequence()).isEqualTo(next);
            assertThat(stamp(each).sequence()).isEqualTo(total++);
        }
        assertThat(expected).hasSize(7);
    }

    @Test
    void no_keys_mean_records_without_a_key_that_count_as_one_key() {
        assertThat(take(3, payments().keys(0))).allSatisfy(each -> {
            assertThat(each.key()).isNull();
            assertThat(stamp(each).keySequence()).isEqualTo(stamp(each).sequence());
        });
    }

    @Test
    void values_have_the_size_asked_for_to_the_byte() {
        for (int size : new int[] {0, 1, 7, 8, 9, 100}) {
            byte[] value = take(1, payments().payloadSize(size)).getFirst().value();
            assertThat(value).hasSize(size);
            assertThat(new String(value, US_ASCII)).matches("[A-Za-z0-9_-]*");
        }
    }
}
