package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.sink.kafka.KafkaSinkProvider;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines that share a process, and with it the registry and the MBeans. */
@Tag("broker")
@Timeout(120)
public class SeveralEnginesTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private Headgate start(String group, String topic, Sink<Output> sink) {
        Map<String, Object> kafka = TestKafka.consumer(group);
        kafka.put("client.id", "shared-by-all");
        return Headgate.builder()
                .kafka(kafka)
                .topics(topic)
                .meterRegistry(registry)
                .lagInterval(Duration.ofMillis(100))
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, _) -> Output.of(record))
                .sink(sink)
                .start();
    }

    private static Sink<Output> kafka(String topic) {
        return new KafkaSinkProvider()
                .create(
                        Map.of("topic", topic),
                        Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "client.id", "shared-by-all"));
    }

    private List<String> series(String name) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .toList();
    }

    private double value(String name, String label) {
        return series(name).stream()
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static Set<String> mbeans(String kind) throws Exception {
        return ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("kafka." + kind + ":type=app-info,id=shared-by-all*"), null)
                .stream()
                .map(name -> name.getKeyProperty("id"))
                .collect(Collectors.toSet());
    }

    @Test
    void two_groups_are_both_measured_and_the_end_of_one_leaves_the_other() {
        registry.config().commonTags("application", "shop");
        String few = TestKafka.newTopic(1);
        String many = TestKafka.newTopic(1);
        TestKafka.produce(few, 10, 5);
        TestKafka.produce(many, 1_000, 5);
        try (Headgate _ = start(many, many, (_, _) -> Ack.now())) {
            try (Headgate _ = start(few, few, (_, _) -> Ack.now())) {
                await().atMost(SOON).untilAsserted(() -> {
                    for (String metric :
                            List.of("headgate_records_consumed_total", "headgate_record_wait_seconds_count")) {
                        assertThat(value(metric, "group=\"" + few + "\"")).isEqualTo(10);
                        assertThat(value(metric, "group=\"" + many + "\"")).isEqualTo(1_000);
                    }
                });
                assertThat(registry.scrape().lines().filter(line -> line.startsWith("headgate_")))
                        .allMatch(line -> line.contains("application=\"shop\""));
            }
            assertThat(value("headgate_records_consumed_total", "group=\"" + many + "\""))
                    .isEqualTo(1_000);
            assertThat(registry.scrape()).doesNotContain("group=\"" + few + "\"");
        }
        assertThat(registry.scrape()).doesNotContain("headgate_");
    }

    @Test
    void two_members_of_one_group_have_clients_and_series_of_their_own() throws Exception {
        String topic = TestKafka.newTopic(2);
        String output = TestKafka.newTopic(1);
        try (Headgate first = start(topic, topic, kafka(output));
                Headgate second = start(topic, topic, kafka(output))) {
            await().atMost(SOON)
                    .until(() -> first.snapshot().partitions().size() == 1
                            && second.snapshot().partitions().size() == 1);
            try (var producer = TestKafka.producer(Map.of())) {
                for (int i = 0; i < 30; i++) {
                    var _ = producer.send(new ProducerRecord<>(topic, i % 3 == 0 ? 0 : 1, null, TestKafka.bytes("v")));
                }
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(series("headgate_records_consumed_total"))
                            .hasSize(2)
                            .anyMatch(line -> line.endsWith(" 10.0"))
                            .anyMatch(line -> line.endsWith(" 20.0")));
            assertThat(mbeans("consumer")).containsExactlyInAnyOrder("shared-by-all", "shared-by-all-2");
            assertThat(mbeans("producer")).containsExactlyInAnyOrder("shared-by-all-sink", "shared-by-all-sink-2");
            assertThat(series("kafka_consumer_fetch_manager_records_consumed_total"))
                    .as("Kafka's own metrics, of each consumer")
                    .anyMatch(line -> line.contains("client_id=\"shared-by-all\""))
                    .anyMatch(line -> line.contains("client_id=\"shared-by-all-2\""));
        }
        assertThat(mbeans("consumer")).isEmpty();
        assertThat(mbeans("producer")).isEmpty();
    }

    @Test
    void records_of_1970_add_to_the_latency_s_sum() {
        String topic = TestKafka.newTopic(1);
        try (var producer = TestKafka.producer(Map.of())) {
            for (int i = 0; i < 20; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, 0, 1L, null, TestKafka.bytes("v")));
            }
        }
        try (Headgate _ = start(topic, topic, (_, _) -> Ack.now())) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(value("headgate_record_end_to_end_seconds_count", topic))
                            .isEqualTo(20));
            assertThat(value("headgate_record_end_to_end_seconds_sum", topic)).isGreaterThan(20 * 1.7e9);
        }
    }
}
