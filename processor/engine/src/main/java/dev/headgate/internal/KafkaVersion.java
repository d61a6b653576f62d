package dev.headgate.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The version of Kafka's clients on the class path, as their jar tells it. Kafka has a class for that, which 4.4 moved: the engine
 * runs with the clients that an application brings, so it names none of Kafka's own utilities. Any thread.
 */
public final class KafkaVersion {
    private static final String FILE = "/kafka/kafka-version.properties";
    private static final String UNKNOWN = "unknown";

    private KafkaVersion() {}

    /** Such as 4.4.0; {@code unknown} where the file is not there, as in a jar that was repacked without it. */
    public static String ofClients() {
        try (@Nullable InputStream file = KafkaConsumer.class.getResourceAsStream(FILE)) {
            if (file == null) {
                return UNKNOWN;
            }
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version", UNKNOWN).strip();
        } catch (IOException _) {
            return UNKNOWN;
        }
    }
}
