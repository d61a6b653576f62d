package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.metrics.MetricName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("process")
@Timeout(120)
class MonitoringFilesTest {
    private static final Path RULES = Tool.PROJECT.resolve("monitoring/prometheus/rules/headgate.yml");
    private static final Path DASHBOARD = Tool.PROJECT.resolve("monitoring/grafana/dashboards/headgate.json");
    private static final Pattern METRIC = Pattern.compile("\\bheadgate_[a-z_]+");

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            found.add(matcher.group(matcher.groupCount()));
        }
        return found;
    }

    @Test
    void prometheus_accepts_the_rules() throws Exception {
        Tool.PROMTOOL.run("check", "rules", RULES.toString());
    }

    @Test
    void each_alert_fires_when_it_should_and_not_before() throws Exception {
        Tool.PROMTOOL.run("test", "rules", "monitoring/prometheus/tests/headgate_test.yml");
    }

    @Test
    void each_alert_is_tested_in_both_ways_and_has_a_runbook() throws IOException {
        Set<String> alerts = found(Pattern.compile("alert: (\\w+)"), Files.readString(RULES));
        String tests = Files.readString(Tool.PROJECT.resolve("monitoring/prometheus/tests/headgate_test.yml"));
        String runbooks = Files.readString(Tool.PROJECT.resolve("docs/OPERATIONS.md"));
        assertThat(alerts).hasSizeGreaterThanOrEqualTo(11);
        for (String alert : alerts) {
            assertThat(tests.split("alertname: " + alert + "\n", -1))
                    .as("times that %s is asked for, plus one", alert)
                    .hasSizeGreaterThanOrEqualTo(3);
            assertThat(runbooks).contains("\n### " + alert + "\n");
            assertThat(Files.readString(RULES))
                    .contains("runbook_url: docs/OPERATIONS.md#" + alert.toLowerCase(Locale.ROOT) + "\n");
        }
    }

    /** A panel on a metric that was renamed would be empty for ever. */
    @Test
    void rules_and_panels_ask_for_metrics_that_there_are() throws IOException {
        Set<String> known = Arrays.stream(MetricName.values())
                .map(MonitoringFilesTest::stem)
                .collect(Collectors.toSet());
        for (Path file : new Path[] {RULES, DASHBOARD}) {
            Set<String> asked = found(METRIC, Files.readString(file));
            assertThat(asked).isNotEmpty();
            for (String metric : asked) {
                assertThat(known)
                        .as("%s asks for %s", file.getFileName(), metric)
                        .anyMatch(metric::startsWith);
            }
        }
    }

    private static String stem(MetricName name) {
        return name.meter().replace('.', '_');
    }
}
