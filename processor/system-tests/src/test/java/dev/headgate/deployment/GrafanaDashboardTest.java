package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard works with any Prometheus, at any scrape interval, for any part of the processors. */
@Tag("process")
class GrafanaDashboardTest {
    private static final Pattern SELECTOR = Pattern.compile("(headgate_\\w+)\\{([^}]*)}");

    private static JsonNode dashboard() throws IOException {
        return new JsonMapper()
                .readTree(Files.readString(Tool.PROJECT.resolve("monitoring/grafana/dashboards/headgate.json")));
    }

    static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.add(target.path("expr").asString());
            }
        }
        assertThat(expressions).hasSizeGreaterThan(25);
        return expressions;
    }

    static List<String> expressionsOf(String title) throws IOException {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            if (panel.path("title").asString().equals(title)) {
                panel.path("targets")
                        .forEach(target -> expressions.add(target.path("expr").asString()));
            }
        }
        return expressions;
    }

    private static List<String> variables(String field) throws IOException {
        List<String> values = new ArrayList<>();
        dashboard()
                .path("templating")
                .path("list")
                .forEach(each -> values.add(each.path(field).asString()));
        return values;
    }

    @Test
    void every_panel_and_variable_asks_the_data_source_that_the_user_has_chosen() throws IOException {
        assertThat(variables("name")).startsWith("datasource");
        assertThat(variables("type")).startsWith("datasource");
        List<JsonNode> sources = dashboard().findValues("datasource");
        assertThat(sources)
                .hasSizeGreaterThan(30)
                .allSatisfy(source -> assertThat(source.path("uid").asString()).isEqualTo("${datasource}"));
    }

    @Test
    void every_rate_spans_as_long_as_the_scrape_interval_needs() throws IOException {
        assertThat(expressions())
                .anyMatch(each -> each.contains("rate("))
                .allSatisfy(expression ->
                        assertThat(expression.replace("[$__rate_interval]", "")).doesNotContain("["));
    }

    /** Grafana would take it for 15 s, and rates for a minute at least. */
    @Test
    void grafana_knows_the_scrape_interval_of_compose() throws IOException {
        Map<String, Map<String, Object>> prometheus =
                new Yaml().load(Files.readString(Tool.PROJECT.resolve("monitoring/prometheus/prometheus.yml")));
        Object interval = Objects.requireNonNull(prometheus.get("global")).get("scrape_interval");
        assertThat(Files.readString(Tool.PROJECT.resolve("monitoring/grafana/provisioning/datasources/prometheus.yml")))
                .contains("jsonData: {timeInterval: " + interval + "}");
    }

    @Test
    void every_panel_shows_the_job_group_instance_and_topic_that_are_chosen() throws IOException {
        assertThat(variables("name")).containsExactly("datasource", "job", "group", "instance", "topic");
        for (String expression : expressions()) {
            Matcher selectors = SELECTOR.matcher(expression);
            assertThat(selectors.find()).as(expression).isTrue();
            do {
                assertThat(selectors.group(2))
                        .as(expression)
                        .contains("job=~\"$job\"", "group=~\"$group\"", "instance=~\"$instance\"");
                assertThat(selectors.group(2).contains("topic=~\"$topic\""))
                        .as("%s asks for the topic, since its metric has one", expression)
                        .isEqualTo(selectors.group(1).startsWith("headgate_partition_"));
            } while (selectors.find());
        }
    }
}
