package dev.headgate.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.TestKafka;
import dev.headgate.TopicReader;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.api.Output;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.Utf8;
import dev.headgate.sink.blackhole.BlackholeSinkProvider;
import dev.headgate.sink.kafka.DeadLetterHeaders;
import dev.headgate.sink.kafka.KafkaDeadLetterSink;
import dev.headgate.sink.kafka.KafkaSink;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Built-in sinks behind the engine, on a real broker. */
@Tag("broker")
@Timeout(60)
class SinksInEngineTest {
    private static final int RECORDS = 2_000;
    private static final int KEYS = 7;

    private static HeadgateBuilder builder(String topic) {
        return Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .ordering(Ordering.KEY)
                .workers(20)
                .queueCapacity(1000);
    }

    private static void awaitCommitted(String topic) {
        await().atMost(Duration.ofSeconds(40)).until(() -> TestKafka.committedTotal(topic) == RECORDS);
    }

    @Test
    void the_kafka_sink_keeps_the_order_of_each_key_and_rejected_records_become_dead_letters() throws Exception {
        String topic = TestKafka.newTopic(4);
        String out = TestKafka.newTopic(1);
        String dead = TestKafka.newTopic(1);
        TestKafka.produce(topic, RECORDS, KEYS);
        Map<String, Object> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        RecordHandler<byte[], byte[], Output> handler = (record, _) -> {
            if (Utf8.text(record.value()).endsWith("99")) {
                throw new RejectedRecordException("nobody wants " + Utf8.text(record.value()));
            }
            return Output.of(record);
        };
        try (Sink<Output> sink = KafkaSink.to(out).kafka(kafka).open();
                Sink<DeadLetter> deadLetters =
                        KafkaDeadLetterSink.to(dead).kafka(kafka).open();
                Headgate _ = builder(topic)
                        .onFailure(FailurePolicy.DEAD_LETTER)
                        .deadLetters(deadLetters)
                        .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), handler)
                        .sink(sink)
                        .start()) {
            awaitCommitted(topic);
        }

        List<ConsumerRecord<byte[], byte[]>> delivered =
                TopicReader.atLeast(RECORDS - 20, TestKafka.consumer(out), out);
        assertThat(delivered).hasSize(RECORDS - 20);
        Map<String, Integer> lastByKey = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : delivered) {
            int number = Integer.parseInt(Utf8.text(record.value()));
            Integer before = lastByKey.put(Utf8.text(record.key()), number);
            assertThat(number).isGreaterThan(before == null ? -1 : before);
        }
        assertThat(TopicReader.atLeast(20, TestKafka.consumer(dead), dead))
                .hasSize(20)
                .allSatisfy(letter -> assertThat(Utf8.text(letter.headers()
                                .lastHeader(DeadLetterHeaders.EXCEPTION_MESSAGE)
                                .value()))
                        .isEqualTo("nobody wants " + Utf8.text(letter.value())));
    }

    @Test
    void a_downstream_that_fails_and_goes_away_now_and_then_loses_nothing() throws Exception {
        String topic = TestKafka.newTopic(4);
        TestKafka.produce(topic, RECORDS, KEYS * 100);
        Map<String, String> options = Map.of(
                "latency", "exponential:2ms",
                "failure.rate", "0.02",
                "unavailable.every", "600ms",
                "unavailable.for", "200ms",
                "seed", "1");
        Headgate headgate = builder(topic)
                .retry(new RetryPolicy(5, Duration.ofMillis(10), 2, Duration.ofMillis(200), 0.5))
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, _) -> Output.of(record))
                .sink(new BlackholeSinkProvider().create(options, Map.of()))
                .start();
        try (headgate) {
            awaitCommitted(topic);
            assertThat(headgate.snapshot().counters().failures().retries()).isPositive();
        }
    }
}
