package dev.headgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that was mangled on its way is told of in lines, not in stack traces. {@code -Dfuzz.rounds} for more. */
@Timeout(300)
class ConfigFuzzTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 3_000);
    private static final String SANE = """
        headgate:
          topics: orders
          workers: 10
          queue: {capacity: 100, bytes: 64MiB}
          retry: {initial-backoff: 10ms, jitter: 0.5}
          stages:
            - name: one
              workers: 3
          sink: {name: log, options: {payload: true}}
        kafka:
          bootstrap.servers: ${KAFKA}
          group.id: g
        """;
    private static final String[] HOSTILE = {
        "${",
        "}",
        ": ",
        "- ",
        "&a ",
        "*a",
        "!!java.lang.Runtime ",
        "\u0000",
        "\n",
        "\t",
        "\u202e",
        "[",
        "{",
        "'",
        "99999999999999999999",
        "-1",
        "NaN",
        "${headgate.topics}",
        "\\",
        "%",
        "<<: ",
        "|",
        "\uffff",
        "[-1]",
        "[99999]",
        "é"
    };

    private final Random random = new Random(20_261_124);

    @TempDir
    private Path directory;

    @Test
    void a_mangled_file_is_read_or_refused_in_lines() throws IOException {
        int read = 0;
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String text = mangled();
            Path file = directory.resolve(i % 2 == 0 ? "c.yaml" : "c.properties");
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            try {
                ConfigLoader.load(ConfigSources.of(
                        Optional.of(file), Map.of("KAFKA", "localhost:1"), new Properties(), Map.of()));
                read++;
            } catch (ConfigException e) {
                refused++;
                assertThat(e.problems()).as(text).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("round " + i + " of this text: " + text, e);
            }
        }
        assertThat(read).as("some survive").isPositive();
        assertThat(refused).as("some do not").isPositive();
    }

    private String mangled() {
        StringBuilder text = new StringBuilder(SANE);
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, HOSTILE[random.nextInt(HOSTILE.length)]);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
                default -> text.setCharAt(at, (char) random.nextInt(256));
            }
            if (text.isEmpty()) {
                text.append('a');
            }
        }
        return text.toString();
    }
}
