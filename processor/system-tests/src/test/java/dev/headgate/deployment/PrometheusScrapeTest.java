package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.app.ProcessorProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus scrapes a processor in trouble, and is asked what the dashboard asks. */
@Tag("broker")
@Tag("process")
@Timeout(150)
class PrometheusScrapeTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern ADMIN = Pattern.compile("state at http://[^:]+:(\\d+)/");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    /** Slow, with a small queue, so that it pauses; failing and refusing now and then. */
    private ProcessorProcess processor(String topic) {
        return ProcessorProcess.start(
                directory.resolve("processor.log"),
                topic,
                "--set=headgate.admin.enabled=true",
                "--set=headgate.admin.host=127.0.0.1",
                "--set=headgate.admin.port=0",
                "--set=headgate.lag.interval=200ms",
                "--set=headgate.queue.capacity=50",
                "--set=headgate.workers=4",
                "--set=headgate.commit.interval=200ms",
                "--set=headgate.retry.initial-backoff=10ms",
                "--set=headgate.failure.policy=dead-letter",
                "--set=headgate.dead-letter.topic=" + TestKafka.newTopic(1),
                "--set=headgate.sink.name=blackhole",
                "--set=headgate.sink.options.latency=constant:2ms",
                "--set=headgate.sink.options.failure.rate=0.05",
                "--set=headgate.sink.options.reject.rate=0.02");
    }

    private int portOf(ProcessorProcess processor) {
        await().atMost(SOON).until(() -> ADMIN.matcher(processor.log()).find());
        Matcher matcher = ADMIN.matcher(processor.log());
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private Process prometheus(int port, int target) throws IOException {
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(
                config, """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: [%s]
                    scrape_configs:
                      - job_name: headgate
                        static_configs: [{targets: ["127.0.0.1:%d"]}]
                    """.formatted(Tool.PROJECT.resolve("monitoring/prometheus/rules/headgate.yml"), target));
        return new ProcessBuilder(
                        Tool.PROMETHEUS.name(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** How many series the answer has; none if Prometheus doesn't answer yet. */
    private int series(int port, String expression) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        try {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
            boolean isReady = answer.statusCode() == 200; // 503 while it reads its files
            return isReady
                    ? JSON.readTree(answer.body()).path("data").path("result").size()
                    : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** With one topic and one instance chosen, as the variables of the dashboard do. */
    private static List<String> expressions(String topic, int target) throws IOException {
        List<String> expressions = new ArrayList<>();
        for (String expression : GrafanaDashboardTest.expressions()) {
            expressions.add(expression
                    .replace("$job", ".*")
                    .replace("$group", ".*")
                    .replace("$instance", "127.0.0.1:" + target)
                    .replace("$topic", topic)
                    .replace("$__rate_interval", "10s"));
        }
        Matcher records = Pattern.compile("- record: (\\S+)")
                .matcher(Files.readString(Tool.PROJECT.resolve("monitoring/prometheus/rules/headgate.yml")));
        while (records.find()) {
            expressions.add(records.group(1));
        }
        return expressions;
    }

    @Test
    void every_panel_and_every_recording_rule_has_something_to_show() throws Exception {
        Tool.PROMETHEUS.assumeThere();
        String topic = TestKafka.newTopic(3);
        TestKafka.produce(topic, 5_000, 100);
        int port = freePort();
        try (ProcessorProcess processor = processor(topic)) {
            int target = portOf(processor);
            Process prometheus = prometheus(port, target);
            try {
                for (String expression : expressions(topic, target)) {
                    await(expression).atMost(SOON).until(() -> series(port, expression) > 0);
                }
                for (String trouble : List.of(
                        "headgate_retries_total > 0",
                        "headgate_records_ended_total{outcome=\"dead-lettered\"} > 0",
                        "headgate_partition_pauses_total > 0",
                        "headgate_partition_paused_time_seconds_total{reason=\"queue\"} > 0")) {
                    await(trouble).atMost(SOON).until(() -> series(port, trouble) > 0);
                }
            } finally {
                prometheus.destroyForcibly();
            }
        }
    }
}
