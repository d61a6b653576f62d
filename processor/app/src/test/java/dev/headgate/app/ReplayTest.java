package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.admin.AdminServer;
import dev.headgate.api.Ack;
import dev.headgate.api.CommitOptions;
import dev.headgate.api.Ordering;
import dev.headgate.config.ConfigLoader;
import dev.headgate.config.ConfigSources;
import dev.headgate.config.LoadedConfig;
import dev.headgate.dashboard.StateView;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A partition is processed again from an offset or a time, by a command over HTTP and on a real broker. */
@Tag("broker")
@Timeout(60)
class ReplayTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final int RECORDS = 10;

    private final String topic = TestKafka.newTopic(1);
    private final long firstMillis = System.currentTimeMillis() - 60_000;
    private final HttpClient client = HttpClient.newHttpClient();

    /** For each offset what the sink was asked, in that order. */
    private final Map<Long, List<CompletableFuture<Ack>>> deliveries = new ConcurrentHashMap<>();

    private volatile boolean acknowledging = true;

    @SuppressWarnings("NullAway.Init") // before each test
    private Headgate headgate;

    @SuppressWarnings("NullAway.Init") // before each test
    private AdminServer server;

    @BeforeEach
    void produce() {
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of())) {
            for (int i = 0; i < RECORDS; i++) {
                var _ = producer.send(new ProducerRecord<>(
                        topic, 0, firstMillis + 1_000L * i, TestKafka.bytes("key-" + i), TestKafka.bytes("v")));
            }
        }
    }

    private void start() throws IOException {
        headgate = Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .ordering(Ordering.UNORDERED)
                .commit(new CommitOptions(Duration.ofMillis(50), 1_000, Duration.ofSeconds(5)))
                .drainTimeout(Duration.ofSeconds(1))
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, _) -> record.offset())
                .sink((offset, _) -> {
                    CompletableFuture<Ack> answer = new CompletableFuture<>();
                    deliveries
                            .computeIfAbsent(offset, _ -> new CopyOnWriteArrayList<>())
                            .add(answer);
                    if (acknowledging) {
                        answer.complete(Ack.DELIVERED);
                    }
                    return answer;
                })
                .start();
        // A snapshot is up to 100 ms old, so a commit may be there before it shows the partition.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> headgate.snapshot().partitions().size() == 1);
        EngineHolder holder = new EngineHolder();
        holder.fill(headgate);
        LoadedConfig config = ConfigLoader.load(ConfigSources.of(
                Optional.empty(),
                Map.of(),
                new Properties(),
                Map.of("kafka.bootstrap.servers", TestKafka.bootstrapServers(), "kafka.group.id", topic)));
        StateView view = new StateView(topic, List.of(topic), holder::snapshot, holder::lag, holder::times);
        server = AdminServer.start(
                "localhost",
                0,
                view,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Optional.of(new AdminServer.Control(
                        TOKEN,
                        new OperatorCommands(holder, config, new BackgroundRedrive(config.kafka())),
                        holder::watch)));
    }

    @AfterEach
    void stop() {
        server.close();
        headgate.close();
        client.close();
    }

    private HttpResponse<String> post(String command) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/api/control"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(command))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> seek(int partition, String place) throws Exception {
        return post("{\"command\":\"seek\",\"topic\":\"" + topic + "\",\"partition\":" + partition + "," + place + "}");
    }

    private int delivered() {
        return deliveries.values().stream().mapToInt(List::size).sum();
    }

    private void awaitDelivered(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> delivered() == count);
    }

    private PartitionSnapshot partition() {
        return headgate.snapshot().partitions().getFirst();
    }

    private void awaitCommitted(long offset) {
        await().atMost(Duration.ofSeconds(30)).until(() -> TestKafka.committedTotal(topic) == offset);
    }

    private void acknowledge(int delivery, int from, int to) {
        for (long offset = from; offset < to; offset++) {
            deliveries.getOrDefault(offset, List.of()).get(delivery).complete(Ack.DELIVERED);
        }
    }

    @Test
    void what_the_old_position_still_acknowledges_commits_nothing_of_the_new_one() throws Exception {
        acknowledging = false;
        start();
        awaitDelivered(RECORDS);
        acknowledge(0, 5, RECORDS);
        await().until(() -> partition().window().ackedBeyond() == 5);

        assertThat(seek(0, "\"offset\":2").statusCode()).isEqualTo(200);
        awaitDelivered(RECORDS + 8);
        acknowledge(0, 0, 5);
        await().until(() -> headgate.snapshot().counters().records().dropped() == 5);
        assertThat(headgate.snapshot().counters().records().acked()).isEqualTo(RECORDS - 5);
        assertThat(partition().offsets().acknowledged()).isEqualTo(OptionalLong.of(2));
        assertThat(TestKafka.committedTotal(topic)).isLessThanOrEqualTo(2);

        acknowledge(1, 2, 4);
        awaitCommitted(4);
        acknowledge(1, 5, RECORDS);
        await().until(() -> partition().window().ackedBeyond() == 5);
        assertThat(partition().offsets().acknowledged()).isEqualTo(OptionalLong.of(4));
        acknowledge(1, 4, 5);
        awaitCommitted(RECORDS);
        deliveries.forEach(
                (offset, times) -> assertThat(times).as("offset " + offset).hasSize(offset < 2 ? 1 : 2));
    }

    @Test
    void from_a_time_on_the_records_come_again_and_a_time_after_the_last_is_the_end() throws Exception {
        start();
        awaitCommitted(RECORDS);
        Instant sixth = Instant.ofEpochMilli(firstMillis + 5_000);
        HttpResponse<String> answer = seek(0, "\"time\":\"" + sixth + "\"");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("offset 5");
        awaitDelivered(RECORDS + 5);
        assertThat(deliveries.get(4L)).hasSize(1);
        awaitCommitted(RECORDS);

        answer = seek(0, "\"time\":\"" + Instant.now().plusSeconds(3_600) + "\"");
        assertThat(answer.body()).contains("offset " + RECORDS);
    }

    @Test
    void a_paused_partition_goes_on_from_the_new_place_once_it_is_resumed() throws Exception {
        start();
        awaitCommitted(RECORDS);
        post("{\"command\":\"pause\"}");
        await().until(() -> partition().pauseReason() == PauseReason.OPERATOR);
        long before = partition().epoch();
        seek(0, "\"offset\":3");
        await().until(() -> partition().epoch() > before);
        assertThat(partition().pauseReason()).isEqualTo(PauseReason.OPERATOR);
        assertThat(delivered()).isEqualTo(RECORDS);
        post("{\"command\":\"resume\"}");
        awaitDelivered(RECORDS + 7);
        awaitCommitted(RECORDS);
    }

    @Test
    void a_partition_of_nobody_here_and_an_offset_outside_the_log_are_refused_in_one_line() throws Exception {
        start();
        awaitCommitted(RECORDS);
        HttpResponse<String> other = seek(7, "\"offset\":1");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains(new TopicPartition(topic, 7) + " is not assigned to this processor");
        HttpResponse<String> beyond = seek(0, "\"offset\":11");
        assertThat(beyond.statusCode()).isEqualTo(409);
        assertThat(beyond.body()).contains(topic + "-0 has offsets from 0 to 10, not 11");
        assertThat(seek(0, "\"offset\":10").statusCode()).as("the end itself").isEqualTo(200);
        assertThat(delivered()).isEqualTo(RECORDS);
    }
}
