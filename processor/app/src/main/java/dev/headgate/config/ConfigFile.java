package dev.headgate.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A configuration file as it stands there, references not yet looked up.
 *
 * @param values the values by key
 * @param withoutValue the keys that stand there without any
 */
record ConfigFile(Map<String, String> values, Set<String> withoutValue) {
    /** @throws ConfigException if it can't be read */
    static ConfigFile read(Path file) {
        boolean isProperties = file.toString().endsWith(".properties");
        try {
            String text = Files.readString(file);
            Set<String> withoutValue = new TreeSet<>();
            Map<String, String> values = isProperties ? properties(text) : YamlFile.read(text, withoutValue::add);
            withoutValue.removeIf(KnownKeys::isSection);
            return new ConfigFile(values, withoutValue);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no configuration file " + file.toAbsolutePath());
        } catch (IOException e) {
            throw new ConfigException("can't read " + file + ": " + e.getMessage());
        } catch (RuntimeException e) {
            throw new ConfigException(
                    file + " is not valid " + (isProperties ? "properties" : "YAML") + ": " + oneLine(e));
        }
    }

    private static Map<String, String> properties(String text) throws IOException {
        Map<String, String> values = new TreeMap<>();
        Properties each = new Properties() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Object put(Object key, Object value) {
                if (values.put(key.toString(), value.toString()) != null) {
                    throw new IllegalArgumentException("the key " + key + " stands there twice");
                }
                return value;
            }
        };
        each.load(new StringReader(text));
        return values;
    }

    private static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
