package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.config.ConfigLoader;
import dev.headgate.config.ConfigSources;
import dev.headgate.redrive.Letters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running processor puts its own dead letters back, by commands over HTTP and on a real broker. */
@Tag("broker")
@Timeout(90)
class BackgroundRedriveTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final int RECORDS = 5;

    private final String topic = TestKafka.newTopic(2);
    private final String letters = TestKafka.newTopic(1);
    private final HttpClient client = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // by each test
    private Application application;

    private void start(Map<String, String> more) throws InterruptedException {
        Map<String, String> keys = new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                TestKafka.bootstrapServers(),
                "kafka.group.id",
                topic,
                "headgate.topics",
                topic,
                "headgate.sink.name",
                "blackhole",
                "headgate.admin.port",
                "0"));
        keys.putAll(more);
        application = Application.start(ConfigLoader.load(ConfigSources.of(
                Optional.empty(), Map.of("HEADGATE_ADMIN_CONTROL_TOKEN", TOKEN), new Properties(), keys)));
    }

    @AfterEach
    void stop() {
        application.close();
        client.close();
    }

    private HttpResponse<String> post(String command) throws Exception {
        return client.send(
                request("/api/control")
                        .header("Authorization", "Bearer " + TOKEN)
                        .POST(HttpRequest.BodyPublishers.ofString(command))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://localhost:" + application.adminPort().orElseThrow() + path));
    }

    private String get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private JsonNode redrive() throws Exception {
        return JsonMapper.shared().readTree(get("/api/state")).path("redrive");
    }

    private JsonNode awaitEnd() throws Exception {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !redrive().path("state").asString().equals("RUNNING"));
        return redrive();
    }

    private String engine() {
        return "{engine=\"headgate\",group=\"" + topic + "\"}";
    }

    private String redrives(String outcome) {
        return "headgate_redrives_total" + engine().replace("}", ",outcome=\"" + outcome + "\"} ");
    }

    private void awaitDeadLetters(int count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        application.engine().snapshot().counters().records().deadLettered() == count);
    }

    @Test
    void records_that_fail_again_are_put_back_as_often_as_they_may_and_then_stay() throws Exception {
        TestKafka.produce(topic, RECORDS, RECORDS);
        start(Map.of(
                "headgate.sink.options.reject.rate", "1",
                "headgate.failure.policy", "dead-letter",
                "headgate.dead-letter.topic", letters));
        for (int round = 1; round <= 2; round++) {
            awaitDeadLetters(round * RECORDS);
            assertThat(post("{\"command\":\"redrive\",\"maxRedrives\":2}").statusCode())
                    .isEqualTo(200);
            JsonNode end = awaitEnd();
            assertThat(end.path("state").asString()).as(end.toString()).isEqualTo("DONE");
            assertThat(end.at("/counts/REDRIVEN").asInt()).isEqualTo(RECORDS);
            assertThat(end.at("/reasons/dev.headgate.api.RejectedRecordException")
                            .asInt())
                    .isEqualTo(RECORDS);
        }
        awaitDeadLetters(3 * RECORDS);
        post("{\"command\":\"redrive\",\"maxRedrives\":2}");
        JsonNode last = awaitEnd();
        assertThat(last.at("/counts/EXHAUSTED").asInt()).isEqualTo(RECORDS);
        assertThat(last.at("/counts/REDRIVEN").isMissingNode()).isTrue();
        assertThat(get("/metrics"))
                .contains(redrives("redriven") + 2.0 * RECORDS)
                .contains(redrives("exhausted") + 1.0 * RECORDS)
                .contains("headgate_redrive_running" + engine() + " 0.0");
    }

    @Test
    void one_runs_at_a_time_and_it_ends_when_it_is_told_and_with_the_processor() throws Exception {
        Letters.write(letters, topic, 2, 100, _ -> new IOException("away"));
        start(Map.of("headgate.dead-letter.topic", letters));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> application.engine().snapshot().partitions().size() == 2);
        assertThat(post("{\"command\":\"stop-redrive\"}").statusCode()).isEqualTo(409);
        assertThat(post("{\"command\":\"redrive\",\"rate\":1}").statusCode()).isEqualTo(200);
        HttpResponse<String> second = post("{\"command\":\"redrive\"}");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("stop-redrive ends that").hasLineCount(1);
        assertThat(get("/metrics")).contains("headgate_redrive_running" + engine() + " 1.0");
        assertThat(post("{\"command\":\"stop-redrive\"}").statusCode()).isEqualTo(200);
        assertThat(awaitEnd().path("state").asString()).isEqualTo("STOPPED");

        post("{\"command\":\"redrive\",\"rate\":1}");
        assertThat(redrive().path("state").asString()).isEqualTo("RUNNING");
        application.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("headgate-redrive");
    }

    @Test
    void a_second_one_puts_nothing_back_though_the_brokers_have_forgotten_the_first() throws Exception {
        Letters.write(letters, topic, 2, 100, _ -> new IOException("away"));
        start(Map.of("headgate.dead-letter.topic", letters));
        assertThat(post("{\"command\":\"redrive\"}").statusCode()).isEqualTo(200);
        assertThat(awaitEnd().at("/counts/REDRIVEN").asInt()).isEqualTo(100);
        try (Admin admin = TestKafka.admin()) {
            admin.deleteConsumerGroups(List.of(topic + "-redrive")).all().get(10, TimeUnit.SECONDS);
        }
        assertThat(post("{\"command\":\"redrive\"}").statusCode()).isEqualTo(200);
        JsonNode second = awaitEnd();
        assertThat(second.path("state").asString()).as(second.toString()).isEqualTo("DONE");
        assertThat(second.at("/counts/REDRIVEN").isMissingNode()).isTrue();
    }

    @Test
    void without_a_dead_letter_topic_there_is_nothing_to_put_back_and_a_missing_one_is_told() throws Exception {
        start(Map.of());
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        post("{\"command\":\"redrive\"}").body().contains("headgate.dead-letter.topic is missing"));
        assertThat(post("{\"command\":\"redrive\"}").statusCode()).isEqualTo(409);
        assertThat(redrive().path("state").asString()).isEqualTo("NONE");
    }
}
