package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.ExactlyOnceSink;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.localkafka.LocalKafka;
import dev.headgate.sink.kafka.KafkaDeadLetterSink;
import dev.headgate.sink.kafka.KafkaSink;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No record goes round: a topic that is written to is not consumed by the same engine. */
@Tag("broker")
@Timeout(60)
class LoopTest {
    private final String topic = TestKafka.newTopic(1);
    private final String other = TestKafka.newTopic(1);

    private Ready from(String consumed, Sink<Output> sink, HeadgateBuilder builder) {
        return handling(consumed, builder).sink(sink);
    }

    private static Stages<Output> handling(String consumed, HeadgateBuilder builder) {
        return builder.kafka(TestKafka.consumer(consumed))
                .topics(consumed)
                .handler(
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        (record, context) -> Output.of(record));
    }

    private Sink<Output> sinkTo(String written, String servers) {
        return KafkaSink.to(written).kafka(Map.of("bootstrap.servers", servers)).open();
    }

    private void refused(ThrowingCallable start, String key) {
        assertThatThrownBy(start)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + topic + "' is consumed")
                .hasMessageContaining(key);
    }

    @Test
    void a_sink_that_writes_to_a_topic_that_is_consumed_is_refused() {
        try (Sink<Output> sink = sinkTo(topic, TestKafka.bootstrapServers())) {
            refused(from(topic, sink, Headgate.builder().topics(other))::start, "KafkaSink.to");
        }
    }

    @Test
    void so_it_is_where_the_same_cluster_has_another_address() {
        String address = TestKafka.bootstrapServers();
        String same = address.startsWith("localhost:")
                ? address.replace("localhost:", "127.0.0.1:")
                : "localhost" + address.substring(address.lastIndexOf(':'));
        try (Sink<Output> sink = sinkTo(topic, same)) {
            refused(from(topic, sink, Headgate.builder())::start, "KafkaSink.to");
        }
    }

    @Test
    void so_are_dead_letters() {
        Map<String, Object> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        try (Sink<Output> sink = sinkTo(other, TestKafka.bootstrapServers());
                var letters = KafkaDeadLetterSink.to(topic)
                        .setting("headgate.dead-letter.topic")
                        .kafka(kafka)
                        .open()) {
            HeadgateBuilder builder =
                    Headgate.builder().onFailure(FailurePolicy.DEAD_LETTER).deadLetters(letters);
            refused(from(topic, sink, builder)::start, "headgate.dead-letter.topic");
        }
    }

    @Test
    void so_are_both_in_transactions() {
        Map<String, Object> kafka = TestKafka.consumer(topic);
        try (var sink = KafkaSink.to(topic).kafka(kafka).exactlyOnce().open()) {
            refused(inTransactions(sink, Headgate.builder())::start, "KafkaSink.to");
        }
        try (var sink = KafkaSink.to(other)
                .kafka(kafka)
                .exactlyOnce()
                .deadLetters(topic)
                .deadLettersSetting("headgate.dead-letter.topic")
                .open()) {
            refused(
                    inTransactions(sink, Headgate.builder().onFailure(FailurePolicy.DEAD_LETTER))::start,
                    "headgate.dead-letter.topic");
        }
    }

    private Ready inTransactions(ExactlyOnceSink<Output> sink, HeadgateBuilder builder) {
        return handling(topic, builder).sink(sink);
    }

    @Test
    void a_topic_of_the_same_name_on_another_cluster_is_written_to() {
        TestKafka.produce(topic, 10, 1);
        try (LocalKafka mirror = LocalKafka.start()) {
            mirror.createTopic(topic, 1);
            Sink<Output> sink = sinkTo(topic, mirror.bootstrapServers());
            try (Headgate headgate = from(topic, sink, Headgate.builder()).start()) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> headgate.snapshot().counters().records().acked() == 10);
                assertThat(headgate.snapshot().counters().records().consumed()).isEqualTo(10);
            }
        }
    }
}
