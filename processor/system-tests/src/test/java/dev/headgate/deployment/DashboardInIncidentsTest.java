package dev.headgate.deployment;

import com.sun.net.httpserver.HttpServer;
import dev.headgate.TestKafka;
import dev.headgate.app.ProcessorProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the panels show while something is wrong, by a real Prometheus. */
@Tag("broker")
@Tag("process")
@Timeout(240)
class DashboardInIncidentsTest {
    private static final int RECORDS = 4_000;

    @TempDir
    private Path directory;

    private final String topic = TestKafka.newTopic(2);

    @BeforeEach
    void fill() throws Exception {
        Tool.PROMETHEUS.assumeThere();
        TestKafka.produce(topic, RECORDS, 100);
    }

    private ProcessorProcess processor(String... more) {
        return ProcessorProcess.start(
                directory.resolve("processor.log"),
                topic,
                Stream.concat(
                                Stream.of(
                                        "--set=headgate.admin.enabled=true",
                                        "--set=headgate.admin.host=127.0.0.1",
                                        "--set=headgate.admin.port=0",
                                        "--set=headgate.lag.interval=200ms",
                                        "--set=headgate.commit.interval=200ms",
                                        "--set=headgate.queue.capacity=50"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static String panel(String title) throws IOException {
        return GrafanaDashboardTest.expressionsOf(title).getFirst();
    }

    @Test
    void a_slow_downstream_shows_as_pauses_and_as_lag_of_the_chosen_topic() throws Exception {
        String other = TestKafka.newTopic(2);
        TestKafka.produce(other, RECORDS, 100);
        try (ProcessorProcess processor = processor(
                        "--topic=" + topic + "," + other,
                        "--set=headgate.workers=2",
                        "--set=headgate.sink.name=blackhole",
                        "--set=headgate.sink.options.latency=constant:500ms");
                ScrapingPrometheus prometheus = ScrapingPrometheus.of(processor, directory)) {
            // The queue is full; which of them that pauses is a matter of their fair shares.
            String paused = prometheus.chosen(panel("Partitions paused"), topic);
            prometheus.awaitSomething("sum(" + paused + ") >= 1");
            String share = prometheus.chosen(panel("Share of time paused, by reason"), topic);
            prometheus.awaitValue("sum(" + share + ")", "", value -> value > 0.5 && value < 1.1);
            String lag = prometheus.chosen(panel("Lag, records"), topic);
            prometheus.awaitValue(lag, "", value -> value > 0 && value <= RECORDS);
            String both = prometheus.chosen(panel("Lag, records"), ".*");
            prometheus.awaitValue(both, "", value -> value > RECORDS);
        }
    }

    @Test
    void a_downstream_that_is_away_shows_with_its_backlog_and_goes_when_it_is_back() throws Exception {
        int port = ScrapingPrometheus.freePort();
        try (ProcessorProcess processor = processor(
                        "--set=headgate.sink.name=http",
                        "--set=headgate.sink.options.url=http://127.0.0.1:" + port + "/",
                        "--set=headgate.retry.initial-backoff=100ms",
                        "--set=headgate.retry.max-backoff=1s");
                ScrapingPrometheus prometheus = ScrapingPrometheus.of(processor, directory)) {
            String paused = prometheus.chosen(panel("Partitions paused"), topic);
            String lag = prometheus.chosen(panel("Lag, records"), topic);
            prometheus.awaitValue(paused, "downstream-unavailable", value -> value == 2);
            prometheus.awaitValue(lag, "", value -> value == RECORDS);
            String retries = prometheus.chosen(panel("Retries, by reason"), topic);
            prometheus.awaitValue(retries, "downstream-unavailable", value -> value > 0);
            String oldest = prometheus.chosen(panel("Oldest record in flight"), topic);
            prometheus.awaitValue(oldest, "", value -> value > 5);
            for (String none : List.of("Given up on, per second", "Records in and out")) {
                prometheus.awaitValue(prometheus.chosen(panel(none), topic), "", value -> value == 0);
            }
            HttpServer server = downstream(port);
            try {
                prometheus.awaitValue(lag, "", value -> value == 0);
                prometheus.awaitValue(paused, "downstream-unavailable", value -> value == 0);
            } finally {
                server.stop(0);
            }
        }
    }

    private static HttpServer downstream(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
