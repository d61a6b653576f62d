package dev.headgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of keys for operators has every key there is, and none that isn't. */
@Timeout(30)
class ReferenceTest {
    private static final Path OPERATIONS = Path.of("..", "..", "docs", "OPERATIONS.md");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /** A cell holds a key, and then the ends of others that differ in their last part only. */
    private static Set<String> keysOf(String cell) {
        Set<String> keys = new TreeSet<>();
        String first = "";
        Matcher names = NAME.matcher(cell);
        while (names.find()) {
            String name = names.group(1);
            if (name.startsWith(".")) {
                keys.add(first.substring(0, first.lastIndexOf('.')) + name);
            } else {
                first = name;
                keys.add(name);
            }
        }
        return keys;
    }

    @Test
    void the_table_for_operators_has_every_key_and_no_other() throws IOException {
        Set<String> documented = new TreeSet<>();
        for (String line : Files.readAllLines(OPERATIONS)) {
            if (line.startsWith("| `headgate.")) {
                documented.addAll(keysOf(line.split("\\|", -1)[1]));
            }
        }
        documented.removeIf(key -> key.endsWith(".options.*"));
        Set<String> known = new TreeSet<>();
        ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(HeadgateConfig.class))
                .keySet()
                .forEach(key -> known.add(key.replace("[*]", "[n]")));
        known.removeIf(key -> key.equals("headgate.topics[n]"));
        assertThat(documented).isEqualTo(known);
    }
}
