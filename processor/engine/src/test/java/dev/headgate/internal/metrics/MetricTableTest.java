package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With {@code -Dheadgate.docs.write=true} it writes the table instead of comparing it. */
@Timeout(10)
class MetricTableTest {
    private static final Path OPERATIONS = Path.of("..", "..", "docs", "OPERATIONS.md");
    private static final String BEGIN = "<!-- metrics: made of MetricName -->\n";
    private static final String END = "<!-- end of metrics -->";

    @Test
    void the_documentation_lists_the_catalogue() throws IOException {
        String page = Files.readString(OPERATIONS);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        assertThat(to)
                .as("the page has the marks of the table")
                .isGreaterThanOrEqualTo(from)
                .isGreaterThan(BEGIN.length());
        if (Boolean.getBoolean("headgate.docs.write")) {
            Files.writeString(OPERATIONS, page.substring(0, from) + MetricTable.markdown() + page.substring(to));
        } else {
            assertThat(page.substring(from, to))
                    .as("write it again with -Dtest=MetricTableTest -Dheadgate.docs.write=true")
                    .isEqualTo(MetricTable.markdown());
        }
    }

    @Test
    void names_and_units_are_prometheus_names_and_base_units() {
        for (MetricName name : MetricName.values()) {
            assertThat(MetricTable.prometheus(name)).matches("headgate(_[a-z]+)+");
            assertThat(name.unit().orElse("seconds")).isIn("seconds", "bytes", "records");
            assertThat(name.description()).isNotBlank().doesNotContain("\n").doesNotEndWith(".");
            assertThat(name.labels()).doesNotHaveDuplicates();
        }
    }
}
