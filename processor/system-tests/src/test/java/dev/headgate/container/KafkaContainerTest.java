package dev.headgate.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Headgate;
import dev.headgate.api.Ack;
import dev.headgate.sim.Rate;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.SimReport;
import dev.headgate.sim.Simulator;
import dev.headgate.sim.Stamp;
import dev.headgate.state.EngineState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.kafka.KafkaContainer;

@Tag("docker")
@ExtendWith(DockerCondition.class)
@Timeout(180)
class KafkaContainerTest {
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.4.0");
    private static final int RECORDS = 5_000;
    private static final int PARTITIONS = 6;

    @BeforeAll
    static void start() {
        KAFKA.start();
    }

    @AfterAll
    static void stop() {
        KAFKA.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void what_the_simulator_sends_arrives_once_and_is_committed(String protocol) throws Exception {
        String topic = "orders-" + protocol;
        createTopic(topic);
        Set<Long> arrived = ConcurrentHashMap.newKeySet();
        Headgate headgate = Headgate.builder()
                .kafka(Map.of(
                        "bootstrap.servers",
                        KAFKA.getBootstrapServers(),
                        "group.id",
                        topic,
                        "group.protocol",
                        protocol))
                .topics(topic)
                .queueCapacity(500)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, context) -> record)
                .sink((record, context) -> {
                    assertThat(arrived.add(
                                    Stamp.read(record.headers()).orElseThrow().sequence()))
                            .isTrue();
                    return Ack.now();
                })
                .start();
        try (headgate) {
            assertThat(simulate(topic).records().acked()).isEqualTo(RECORDS);
            await().atMost(Duration.ofSeconds(60)).until(() -> arrived.size() == RECORDS);
        }
        assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CLOSED);
        assertThat(committed(topic)).isEqualTo(RECORDS);
    }

    private static void createTopic(String topic) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            // The leaders answer only once they have a log: a producer that is faster can have its first batch refused
            // for good.
            admin.listOffsets(IntStream.range(0, PARTITIONS)
                            .boxed()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(topic, partition), _ -> OffsetSpec.latest())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static SimReport simulate(String topic) throws Exception {
        SimOptions options =
                SimOptions.builder(topic).rate(Rate.max()).records(RECORDS).build();
        Map<String, Object> properties = Map.of("bootstrap.servers", KAFKA.getBootstrapServers());
        try (Simulator simulator = new Simulator(
                options, () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()))) {
            simulator.start();
            return simulator.await(Duration.ofSeconds(60));
        }
    }

    private static long committed(String group) throws Exception {
        try (Admin admin = admin()) {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .mapToLong(offset -> offset.offset())
                    .sum();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", KAFKA.getBootstrapServers()));
    }
}
