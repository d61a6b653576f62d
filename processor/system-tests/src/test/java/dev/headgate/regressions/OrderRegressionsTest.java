package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for what. */
@Tag("broker")
@Timeout(120)
class OrderRegressionsTest {

    /**
     * parallel-consumer #183: records without a key shared one lane by surprise, one at a time. Decided here: they have no
     * order, since nothing names what they would wait for. Eight of one partition have to be in the handler together before
     * any of them goes on; those with a key keep their order beside them.
     */
    @Test
    void records_without_a_key_do_not_wait_for_one_another_and_leave_the_order_of_keys_alone() throws Exception {
        RegressionTopic scene = new RegressionTopic(1);
        int each = 400;
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of())) {
            for (int i = 0; i < each; i++) {
                var _ = producer.send(new ProducerRecord<>(scene.topic, TestKafka.bytes("without-" + i)));
                var _ = producer.send(
                        new ProducerRecord<>(scene.topic, TestKafka.bytes("key"), TestKafka.bytes("with-" + i)));
            }
        }
        CyclicBarrier together = new CyclicBarrier(8);
        try (Headgate _ = scene.start((record, context) -> {
            if (record.key() == null) {
                together.await(20, TimeUnit.SECONDS);
            }
            return record;
        })) {
            scene.untilCommitted(2L * each);
        }
        scene.thenEachOnce(2 * each);
        assertThat(scene.sink.offsetsByKey.get("0/key")).hasSize(each).isSorted();
        assertThat(scene.sink.offsetsByKey.get("0/null")).hasSize(each);
    }
}
