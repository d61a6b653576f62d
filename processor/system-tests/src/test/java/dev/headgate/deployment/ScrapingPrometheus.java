package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Prometheus that scrapes one processor each second, with the recording rules. */
final class ScrapingPrometheus implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern ADMIN = Pattern.compile("state at http://[^:]+:(\\d+)/");
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;
    private final String instance;

    private ScrapingPrometheus(Process process, int port, String instance) {
        this.process = process;
        this.port = port;
        this.instance = instance;
    }

    static ScrapingPrometheus of(ProcessorProcess processor, Path directory) throws IOException {
        await().atMost(SOON).until(() -> ADMIN.matcher(processor.log()).find());
        Matcher matcher = ADMIN.matcher(processor.log());
        assertThat(matcher.find()).isTrue();
        String instance = "127.0.0.1:" + matcher.group(1);
        int port = freePort();
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(
                config, """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: [%s]
                    scrape_configs:
                      - job_name: headgate
                        static_configs: [{targets: ["%s"]}]
                    """.formatted(Tool.PROJECT.resolve("monitoring/prometheus/rules/headgate.yml"), instance));
        Process process = new ProcessBuilder(
                        Tool.PROMETHEUS.name(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        return new ScrapingPrometheus(process, port, instance);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What Grafana makes of it with this topic and this instance chosen. */
    String chosen(String expression, String topic) {
        return expression
                .replace("$job", ".*")
                .replace("$group", ".*")
                .replace("$instance", instance)
                .replace("$topic", topic)
                .replace("$__rate_interval", "10s");
    }

    /** The answer's values by their labels; none if Prometheus doesn't answer yet. */
    private Map<String, Double> answer(String expression) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        Map<String, Double> values = new LinkedHashMap<>();
        try {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) { // 503 while it reads its files
                for (JsonNode each : JSON.readTree(answer.body()).path("data").path("result")) {
                    String value = each.path("value").path(1).asString();
                    values.put(
                            each.path("metric").toString(),
                            value.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
                }
            }
        } catch (IOException e) {
            return Map.of();
        }
        return values;
    }

    void awaitSomething(String expression) {
        await(expression).atMost(SOON).until(() -> !answer(expression).isEmpty());
    }

    /** Waits until the series whose labels contain this text has such a value. */
    void awaitValue(String expression, String labels, DoublePredicate wanted) {
        await(expression)
                .atMost(SOON)
                .untilAsserted(() -> assertThat(answer(expression))
                        .as(expression)
                        .anySatisfy((label, value) -> {
                            assertThat(label).contains(labels);
                            assertThat(wanted.test(value)).as("%s", value).isTrue();
                        }));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
