package dev.headgate.deployment;

import dev.headgate.TestKafka;
import dev.headgate.app.ProcessorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a processor in trouble, and is asked what the dashboard asks. */
@Tag("broker")
@Tag("process")
@Timeout(150)
class PrometheusScrapeTest {
    @TempDir
    private Path directory;

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

    private static List<String> recordingRules() throws IOException {
        List<String> names = new ArrayList<>();
        Matcher records = Pattern.compile("- record: (\\S+)")
                .matcher(Files.readString(Tool.PROJECT.resolve("monitoring/prometheus/rules/headgate.yml")));
        while (records.find()) {
            names.add(records.group(1));
        }
        return names;
    }

    @Test
    void every_panel_and_every_recording_rule_has_something_to_show() throws Exception {
        Tool.PROMETHEUS.assumeThere();
        String topic = TestKafka.newTopic(3);
        TestKafka.produce(topic, 5_000, 100);
        try (ProcessorProcess processor = processor(topic);
                ScrapingPrometheus prometheus = ScrapingPrometheus.of(processor, directory)) {
            for (String expression : GrafanaDashboardTest.expressions()) {
                prometheus.awaitSomething(prometheus.chosen(expression, topic));
            }
            recordingRules().forEach(prometheus::awaitSomething);
            for (String trouble : List.of(
                    "headgate_retries_total > 0",
                    "headgate_records_ended_total{outcome=\"dead-lettered\"} > 0",
                    "headgate_partition_pauses_total > 0",
                    "headgate_partition_paused_time_seconds_total{reason=\"queue\"} > 0")) {
                prometheus.awaitSomething(trouble);
            }
        }
    }
}
