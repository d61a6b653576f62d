package dev.headgate.sink.kafka;

import static dev.headgate.internal.sink.Utf8.bytes;
import static dev.headgate.internal.sink.Utf8.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.TestKafka;
import dev.headgate.TopicReader;
import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.Output;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.ProducerProperties;
import dev.headgate.internal.sink.SourceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both Kafka sinks on a real broker. */
@Tag("broker")
@Timeout(60)
class KafkaSinksOnBrokerTest {
    private static final byte[] ANY_BYTES = {0, (byte) 0xff, 10, (byte) 0xfe};

    private static Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "group.id", "readers");
    }

    private static DeadLetter letter(byte[] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", bytes("7"));
        ConsumerRecord<byte[], byte[]> original = new ConsumerRecord<>(
                "orders",
                3,
                12,
                1_700_000_000_000L,
                TimestampType.CREATE_TIME,
                ANY_BYTES.length,
                value.length,
                ANY_BYTES,
                value,
                headers,
                Optional.empty());
        return new DeadLetter(original, new IllegalStateException("the price is negative"), 5);
    }

    @Test
    void records_arrive_in_order_with_key_headers_and_timestamp() throws Exception {
        String topic = TestKafka.newTopic(1);
        List<CompletableFuture<Ack>> acknowledgements = new ArrayList<>();
        try (Sink<Output> sink = new KafkaSinkProvider().create(Map.of("topic", topic), kafka())) {
            for (int i = 0; i < 500; i++) {
                Output output = Output.of(ANY_BYTES, bytes(Integer.toString(i)));
                output.headers().add("number", bytes(Integer.toString(i)));
                acknowledgements.add(sink.deliver(output, SourceContext.at(i)).toCompletableFuture());
            }
            CompletableFuture.allOf(acknowledgements.toArray(CompletableFuture[]::new))
                    .get();
        }

        List<ConsumerRecord<byte[], byte[]>> found = TopicReader.atLeast(500, TestKafka.consumer(topic), topic);
        assertThat(found).hasSize(500);
        for (int i = 0; i < 500; i++) {
            ConsumerRecord<byte[], byte[]> record = found.get(i);
            assertThat(text(record.value())).isEqualTo(Integer.toString(i));
            assertThat(text(record.headers().lastHeader("number").value())).isEqualTo(Integer.toString(i));
            assertThat(record.key()).isEqualTo(ANY_BYTES);
            assertThat(record.timestamp()).isEqualTo(SourceContext.at(i).timestamp());
        }
    }

    @Test
    void a_batch_size_beyond_what_the_topic_takes_is_cut_so_that_no_batch_is_split() throws Exception {
        String topic = TestKafka.newTopic(Map.of("max.message.bytes", "20000"));
        Map<String, Object> large =
                Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "batch.size", "100000", "linger.ms", 20);
        Map<String, Object> properties = ProducerProperties.of(large, Map.of(), "test");
        try (Producer<byte[], byte[]> producer = Producers.open(properties, "topic", topic)) {
            for (int i = 0; i < 300; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, 0, null, new byte[1_000]));
            }
            producer.flush();
            assertThat(metric(producer, "record-send-total")).isEqualTo(300);
            assertThat(metric(producer, "batch-split-total")).isZero();
            assertThat(metric(producer, "batch-size-max")).isBetween(10_000.0, 20_000.0);
        }
    }

    /** The producer would put one of a few bytes behind it, and split the two again and again. */
    @Test
    void a_record_that_is_too_large_is_refused_however_small_those_are_that_go_with_it() throws Exception {
        String topic = TestKafka.newTopic(Map.of("max.message.bytes", "20000"));
        List<CompletableFuture<Ack>> acknowledgements = new ArrayList<>();
        try (Sink<Output> sink =
                new KafkaSinkProvider().create(Map.of("topic", topic, "producer.linger.ms", "200"), kafka())) {
            for (int i = 0; i < 10; i++) {
                Output large = Output.of(null, new byte[30_000 + i]);
                assertThatExceptionOfType(RejectedRecordException.class)
                        .isThrownBy(
                                () -> sink.deliver(large, SourceContext.at(0)).toCompletableFuture())
                        .withMessageContainingAll(
                                "'" + topic + "' can't take the record", "max.message.bytes is 20000");
                Output small = Output.of(null, bytes(Integer.toString(i)));
                acknowledgements.add(sink.deliver(small, SourceContext.at(i)).toCompletableFuture());
            }
            assertThat(CompletableFuture.allOf(acknowledgements.toArray(CompletableFuture[]::new)))
                    .succeedsWithin(Duration.ofSeconds(20));
        }
        assertThat(TopicReader.atLeast(10, TestKafka.consumer(topic), topic)).hasSize(10);
    }

    @Test
    void headers_that_are_too_large_are_refused_as_a_value_would_be() throws Exception {
        String topic = TestKafka.newTopic(Map.of("max.message.bytes", "50000"));
        try (Sink<Output> sink =
                new KafkaSinkProvider().create(Map.of("topic", topic, "producer.linger.ms", "200"), kafka())) {
            Output trail = Output.of(null, new byte[10]);
            trail.headers().add("trail", new byte[60_000]);
            assertThatExceptionOfType(RejectedRecordException.class)
                    .isThrownBy(() -> sink.deliver(trail, SourceContext.at(0)).toCompletableFuture())
                    .withMessageContaining("max.message.bytes is 50000");
            assertThat(sink.deliver(Output.of(null, bytes("small")), SourceContext.at(1)))
                    .succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void a_batch_of_a_transaction_fits_the_topic_of_the_dead_letters_too() {
        String letters = TestKafka.newTopic(Map.of("max.message.bytes", "20000"));
        KafkaSink sink = KafkaSink.to(TestKafka.newTopic(Map.of("max.message.bytes", "90000")))
                .kafka(TestKafka.consumer(letters))
                .producer(Map.of("batch.size", 100_000));
        KafkaTransactions transactions =
                sink.openTransactions(TransactionOptions.DEFAULT, Optional.of(letters), "dead-letters");
        transactions.close();
        assertThat(transactions.properties()).containsEntry("batch.size", 20_000);
    }

    private static double metric(Producer<byte[], byte[]> producer, String name) {
        return producer.metrics().entrySet().stream()
                .filter(each -> each.getKey().name().equals(name)
                        && each.getKey().group().equals("producer-metrics"))
                .mapToDouble(each -> (double) each.getValue().metricValue())
                .sum();
    }

    @Test
    void a_missing_topic_is_reported_in_one_line_and_not_created() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KafkaSinkProvider().create(Map.of("topic", "missing"), kafka()))
                .withMessage("headgate.sink.options.topic is 'missing', but there is no such topic on "
                        + TestKafka.bootstrapServers() + "; create it first");

        try (Admin admin = TestKafka.admin()) {
            assertThat(admin.listTopics().names().get()).doesNotContain("missing");
        }
    }

    @Test
    void a_property_that_will_not_do_is_named() {
        Map<String, String> options = Map.of("topic", TestKafka.newTopic(1), "producer.linger.ms", "soon");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KafkaSinkProvider().create(options, kafka()))
                .withMessageStartingWith(
                        "the Kafka producer can't be made: Invalid value soon for configuration linger.ms");
    }

    @Test
    void a_cluster_that_can_not_be_reached_leaves_the_sink_unavailable_and_the_start_unharmed() throws Exception {
        Map<String, Object> properties = ProducerProperties.of(
                Map.of("bootstrap.servers", "localhost:1"), Map.of("max.block.ms", "100"), "sink");

        try (Sink<Output> sink = new OutputSink(
                Producers.open(properties, "topic", "out", Duration.ofMillis(300)), "out", KafkaSink.Timestamps.NOW)) {
            assertThatExceptionOfType(DownstreamUnavailableException.class)
                    .isThrownBy(() -> sink.deliver(Output.of(null, bytes("v")), SourceContext.at(1)))
                    .withMessageContaining("topic 'out' takes nothing: ");
        }
    }

    @Test
    void a_dead_letter_keeps_its_bytes_and_headers_and_says_where_it_comes_from() throws Exception {
        String topic = TestKafka.newTopic(1);
        try (Sink<DeadLetter> sink =
                KafkaDeadLetterSink.to(topic).kafka(kafka()).open()) {
            sink.deliver(letter(ANY_BYTES), SourceContext.at(12))
                    .toCompletableFuture()
                    .get();
        }

        ConsumerRecord<byte[], byte[]> found =
                TopicReader.atLeast(1, TestKafka.consumer(topic), topic).getFirst();
        assertThat(found.key()).isEqualTo(ANY_BYTES);
        assertThat(found.value()).isEqualTo(ANY_BYTES);
        assertThat(found.headers())
                .extracting(header -> header.key() + "=" + text(header.value()))
                .containsExactly(
                        "trace=7",
                        "headgate-dlq-topic=orders",
                        "headgate-dlq-partition=3",
                        "headgate-dlq-offset=12",
                        "headgate-dlq-timestamp=1700000000000",
                        "headgate-dlq-exception-class=java.lang.IllegalStateException",
                        "headgate-dlq-exception-message=the price is negative",
                        "headgate-dlq-attempts=5");
        assertThat(found.timestamp()).isGreaterThan(1_700_000_000_000L);
    }

    @Test
    void a_dead_letter_larger_than_the_topic_takes_is_refused_with_its_size() throws Exception {
        String topic = "small-dead-letters";
        try (Admin admin = TestKafka.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())
                            .configs(Map.of("max.message.bytes", "10000"))))
                    .all()
                    .get();
        }
        try (Sink<DeadLetter> sink =
                KafkaDeadLetterSink.to(topic).kafka(kafka()).open()) {
            assertThatExceptionOfType(RejectedRecordException.class)
                    .isThrownBy(() -> sink.deliver(letter(new byte[20_000]), SourceContext.at(12)))
                    .withMessageContainingAll("'small-dead-letters'", "orders-3@12", "key 4 bytes, value 20000 bytes");
        }
    }
}
