package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
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
        assertThat(records).containsExactly("key-31 IPDDCGBDCPPD", "key-22 JMIKEIDCGLAM", "key-6 MGFOOOPEFNNL");
    }

    @Test
    void another_seed_gives_other_records() {
        assertThat(take(1, payments().seed(1)).getFirst().value())
                .isNotEqualTo(take(1, payments().seed(2)).getFirst().value());
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
