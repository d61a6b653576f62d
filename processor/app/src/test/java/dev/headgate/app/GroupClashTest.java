package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.localkafka.LocalKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else has the group's id: the processor says who in one line, ends, and leaves the other one alone. */
@Tag("broker")
@Tag("process")
@Timeout(90)
class GroupClashTest {
    private static final int RECORDS = 50;

    @TempDir
    private Path directory;

    private final String topic = TestKafka.newTopic(1);

    private static List<String> arguments(String servers, String group, String topic, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--bootstrap-server=" + servers,
                "--group=" + group,
                "--topic=" + topic,
                "--set=headgate.admin.enabled=false",
                "--set=headgate.sink.name=log"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private CommandRun run(String... more) {
        return CommandRun.of(
                arguments(TestKafka.bootstrapServers(), topic, topic, more).toArray(String[]::new));
    }

    private ProcessorProcess start(String name, String... more) {
        return ProcessorProcess.command(
                directory.resolve(name), arguments(TestKafka.bootstrapServers(), topic, topic, more));
    }

    private void awaitMembers(int count) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> TestKafka.members(topic) == count);
    }

    private void awaitCommitted(long count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> TestKafka.committedTotal(topic) == count);
    }

    @Test
    void a_share_group() throws Exception {
        TestKafka.produce(topic, RECORDS, 5);
        try (KafkaShareConsumer<byte[], byte[]> other = new KafkaShareConsumer<>(
                TestKafka.consumer(topic), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            other.subscribe(Set.of(topic));
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                other.poll(Duration.ofMillis(50));
                return shareMembers() == 1;
            });
            for (String protocol : List.of("classic", "consumer")) {
                run("--set=kafka.group.protocol=" + protocol)
                        .failsWithOneLine("kafka.group.id", "'" + topic + "'", "a share group with 1 member");
            }
            assertThat(shareMembers()).isOne();
        }
        run().failsWithOneLine("kafka.group.id", "a share group with 0 members", "delete");
    }

    private int shareMembers() throws Exception {
        try (var admin = TestKafka.admin()) {
            return admin.describeShareGroups(Set.of(topic)).all().get().values().stream()
                    .mapToInt(group -> group.members().size())
                    .sum();
        }
    }

    /** Kafka's admin client logs an error when an id is asked for that nobody has. */
    @Test
    void an_id_that_nobody_has_is_fine_and_nothing_to_log_an_error_about() throws Exception {
        TestKafka.produce(topic, RECORDS, 5);
        try (ProcessorProcess first = start("first")) {
            awaitCommitted(RECORDS);
            assertThat(first.terminate()).as(first.log()).isZero();
            assertThat(first.log()).doesNotContain("ERROR", "WARN");
        }
    }

    @Test
    void a_streams_group() {
        StreamsBuilder topology = new StreamsBuilder();
        topology.stream(topic).foreach((_, _) -> {});
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                topic,
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                TestKafka.bootstrapServers(),
                StreamsConfig.GROUP_PROTOCOL_CONFIG,
                "streams",
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
                Serdes.ByteArraySerde.class,
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                Serdes.ByteArraySerde.class,
                StreamsConfig.STATE_DIR_CONFIG,
                directory.toString()));
        try (KafkaStreams other = new KafkaStreams(topology.build(), properties)) {
            other.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> other.state() == KafkaStreams.State.RUNNING);
            run().failsWithOneLine("kafka.group.id", "'" + topic + "'", "a streams group with 1 member");
            assertThat(other.state()).isEqualTo(KafkaStreams.State.RUNNING);
        }
    }

    @Test
    void a_group_of_connect_workers() throws Exception {
        TestKafka.committed(topic); // so that the coordinator is there
        try (ForeignMember _ = ForeignMember.join(topic, "connect")) {
            run().failsWithOneLine(
                            "kafka.group.id",
                            "'" + topic + "'",
                            "the protocol type 'connect' with 1 member",
                            "connect-1");
        }
    }

    @Test
    void consumers_with_which_it_shares_no_assignor() throws Exception {
        TestKafka.produce(topic, RECORDS, 5);
        try (ProcessorProcess other =
                start("other", "--set=kafka.partition.assignment.strategy=" + RoundRobinAssignor.class.getName())) {
            awaitCommitted(RECORDS);
            run("--set=kafka.partition.assignment.strategy=" + CooperativeStickyAssignor.class.getName())
                    .failsWithOneLine("kafka.group.id", "'" + topic + "'", "kafka.partition.assignment.strategy");
            TestKafka.produce(topic, RECORDS, 5);
            awaitCommitted(2 * RECORDS);
            assertThat(other.terminate()).as(other.log()).isZero();
        }
    }

    @Test
    void consumers_that_the_brokers_do_not_convert_to_its_protocol() throws Exception {
        try (LocalKafka kafka = LocalKafka.builder()
                        .property("group.consumer.migration.policy", "disabled")
                        .start();
                KafkaConsumer<byte[], byte[]> other = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "orders"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            kafka.createTopic("orders", 1);
            other.subscribe(Set.of("orders"));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                other.poll(Duration.ofMillis(50));
                return !other.assignment().isEmpty();
            });
            CommandRun.of(arguments(kafka.bootstrapServers(), "orders", "orders", "--set=kafka.group.protocol=consumer")
                            .toArray(String[]::new))
                    .failsWithOneLine("kafka.group.id", "'orders'", "kafka.group.protocol");
        }
    }

    /** The classic protocol fences the older one, that of KIP-848 refuses the younger. */
    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void another_member_with_its_instance_id(String protocol) throws Exception {
        String[] options = {"--set=kafka.group.protocol=" + protocol, "--set=kafka.group.instance.id=one"};
        TestKafka.produce(topic, RECORDS, 5);
        try (ProcessorProcess older = start("older", options)) {
            awaitCommitted(RECORDS);
            try (ProcessorProcess younger = start("younger", options)) {
                ProcessorProcess refused = protocol.equals("classic") ? older : younger;
                assertThat(refused.awaitExit()).as(refused.log()).isEqualTo(1);
                assertThat(refused.log().lines().filter(line -> line.startsWith("headgate: ")))
                        .singleElement()
                        .asString()
                        .contains("kafka.group.id '" + topic + "'", "kafka.group.instance.id 'one'", "one of its own");
                TestKafka.produce(topic, RECORDS, 5);
                awaitCommitted(2 * RECORDS);
                ProcessorProcess left = protocol.equals("classic") ? younger : older;
                assertThat(left.terminate()).as(left.log()).isZero();
            }
        }
    }

    @Test
    void consumers_of_other_topics_are_legal_and_so_only_warned_of() {
        String another = TestKafka.newTopic(1);
        TestKafka.produce(topic, RECORDS, 5);
        try (ProcessorProcess other = ProcessorProcess.command(
                directory.resolve("other"), arguments(TestKafka.bootstrapServers(), topic, another))) {
            awaitMembers(1);
            try (ProcessorProcess ours = start("ours")) {
                awaitCommitted(RECORDS);
                assertThat(ours.log().lines().filter(line -> line.contains("WARN") && line.contains(another)))
                        .singleElement()
                        .asString()
                        .contains("kafka.group.id", "'" + topic + "'", "take another id");
                assertThat(ours.terminate()).as(ours.log()).isZero();
            }
            assertThat(other.isAlive()).isTrue();
        }
    }
}
