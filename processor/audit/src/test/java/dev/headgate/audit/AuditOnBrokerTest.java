package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.audit.Audits.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with planted faults on a real broker: the verdict names all that were planted, and none that were not. */
@Tag("broker")
@Timeout(180)
class AuditOnBrokerTest {
    private static final int RECORDS = 6_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_verdict_is_what_was_planted_and_what_a_plain_comparison_finds(long seed) throws Exception {
        Topics topics = Topics.create();
        PlantedRun planted = new PlantedRun(seed, RECORDS, 200, 3);
        for (Count kind :
                new Count[] {Count.MISSING, Count.DUPLICATED, Count.REORDERED, Count.CORRUPTED, Count.DEAD_LETTERED}) {
            assertThat(planted.expected(kind)).as("planted %s", kind).isPositive();
        }
        planted.writeInput(topics.input());
        planted.writeOutput(topics.output());
        planted.writeDeadLetters(topics.deadLetters());
        try (Audit audit = Audits.start(topics.input(), topics, directory)) {
            Audits.awaitIdle(topics.input(), topics);
            Audits.assertExact(audit, planted, topics);
            RunVerdict verdict = Audits.read(audit).run(planted.run).orElseThrow();
            assertThat(verdict.isClean()).isFalse();
            assertThat(verdict.latency(50)).isBetween(Duration.ofMillis(40), Duration.ofMillis(41));
            assertThat(verdict.timed())
                    .isEqualTo(planted.expected(Count.DELIVERED) - planted.expected(Count.DUPLICATED));
        }
    }

    @Test
    void an_output_that_is_read_long_before_the_input_makes_no_difference() throws Exception {
        Topics topics = Topics.create();
        PlantedRun planted = new PlantedRun(4, RECORDS, 200, 1);
        try (Audit audit = Audits.start(topics.input(), topics, directory)) {
            planted.writeOutput(topics.output());
            planted.writeDeadLetters(topics.deadLetters());
            Audits.awaitIdle(topics.input(), topics);
            assertThat(Audits.read(audit).count(Count.UNSENT)).isPositive();
            planted.writeInput(topics.input());
            Audits.awaitIdle(topics.input(), topics);
            Audits.assertExact(audit, planted, topics);
        }
    }

    @Test
    void what_a_transaction_took_back_was_never_sent() throws Exception {
        Topics topics = Topics.create();
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("transactional.id", topics.input()))) {
            producer.initTransactions();
            for (int i = 0; i < 10; i++) {
                producer.beginTransaction();
                Stamped record = Stamped.of("a", i, i);
                producer.send(record.to(topics.input(), record.dueMs(), false)).get();
                if (i % 2 == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        try (Audit audit = Audits.start(topics.input(), topics, directory)) {
            Audits.awaitIdle(topics.input(), topics);
            assertThat(Audits.read(audit).count(Count.SENT)).isEqualTo(5);
        }
    }

    @Test
    void two_instances_share_the_work_and_either_knows_it_all() throws Exception {
        Topics topics = Topics.create();
        PlantedRun planted = new PlantedRun(5, RECORDS, 200, 2);
        planted.writeInput(topics.input());
        try (Audit one = Audits.start(topics.input(), topics, directory.resolve("one"));
                Audit two = Audits.start(topics.input(), topics, directory.resolve("two"))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> held(one) > 0 && held(two) > 0);
            planted.writeOutput(topics.output());
            planted.writeDeadLetters(topics.deadLetters());
            Audits.awaitIdle(topics.input(), topics);
            assertThat(held(one)).as("partitions of the first").isBetween(1, Audits.PARTITIONS - 1);
            Audits.assertExact(one, planted, topics);
            Audits.assertExact(two, planted, topics);
            String missing = planted.planted(Count.MISSING).iterator().next();
            assertThat(record(one, missing)).contains("\"sent\":1").contains("\"delivered\":0");
            assertThat(record(two, missing)).isEqualTo(record(one, missing));
        }
    }

    @Test
    void state_outlives_the_age_of_the_records_it_is_about() throws Exception {
        Topics topics = Topics.create();
        try (Audit _ = Audits.start(topics.input(), topics, directory);
                Admin admin = TestKafka.admin()) {
            Audits.awaitIdle(topics.input(), topics);
            Set<String> changelogs = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith(topics.input() + "-") && topic.endsWith("-changelog"))
                    .collect(Collectors.toSet());
            assertThat(changelogs).hasSize(6);
            for (String topic : changelogs) {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
                Config config = admin.describeConfigs(List.of(resource))
                        .all()
                        .get()
                        .values()
                        .iterator()
                        .next();
                assertThat(config.get("message.timestamp.type").value())
                        .as(topic)
                        .isEqualTo("LogAppendTime");
            }
        }
    }

    /** How many partitions of the matching an instance holds. */
    private static int held(Audit audit) throws Exception {
        return audit.partitions().size();
    }

    /** What an instance answers about a record, wherever it is. */
    private static String record(Audit audit, String text) throws Exception {
        String[] parts = text.split("/", -1);
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            URI uri = URI.create("http://localhost:" + audit.port() + "/record?run=" + parts[0] + "&producer="
                    + parts[1] + "&sequence=" + parts[2]);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
