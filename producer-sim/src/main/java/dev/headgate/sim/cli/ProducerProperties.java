package dev.headgate.sim.cli;

import dev.headgate.sim.SimOptions;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka properties of a run: a file's, over those the command line's, with defaults for bulk where unset. */
final class ProducerProperties {

    private static final String DEFAULT_SERVER = "localhost:9092";
    /** Room for a few hundred stamped records of 100 bytes per request; Kafka's own 16 KiB hold some 60. */
    private static final String BATCH_SIZE = "131072";
    /**
     * Without a schedule the buffer is always full. What waits in it adds nothing but age and, since it is out of the
     * processor's cache and in the garbage collector's way when its turn comes, a fifth of the time for each record. This
     * is enough for 128 batches; Kafka's own 32 MiB are what an open model with a schedule needs for hiccups.
     */
    private static final String UNLIMITED_BUFFER_MEMORY = "16777216";

    private final Map<String, Object> properties = new HashMap<>();

    ProducerProperties(Optional<Path> file, Map<String, String> overrides, Optional<String> bootstrapServer) {
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, DEFAULT_SERVER);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_SIZE);
        file.ifPresent(path -> load(path).forEach((name, value) -> properties.put(String.valueOf(name), value)));
        properties.putAll(overrides);
        bootstrapServer.ifPresent(each -> properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, each));
    }

    private static Properties load(Path file) {
        Properties loaded = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            loaded.load(reader);
            return loaded;
        } catch (NoSuchFileException e) {
            throw SimException.input("--command-config " + file + ": there is no such file", e);
        } catch (IOException | IllegalArgumentException e) {
            throw SimException.input("--command-config " + file + ": not readable as a properties file: " + e, e);
        }
    }

    String bootstrapServers() {
        return String.valueOf(properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    String securityProtocol() {
        return String.valueOf(properties.getOrDefault(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL));
    }

    /**
     * What the Kafka producer gets.
     *
     * @throws SimException if it would not take a value
     */
    Map<String, Object> forProducer(SimOptions options, String producerId) {
        Map<String, Object> all = new HashMap<>(properties);
        all.computeIfPresent(CommonClientConfigs.CLIENT_ID_CONFIG, (name, id) -> id + "-" + producerId);
        all.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, "headgate-sim-" + producerId);
        if (options.producers().transactions().isPresent()) {
            all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "headgate-sim-" + options.runId() + "-" + producerId);
        }
        boolean ownSizes = !BATCH_SIZE.equals(all.get(ProducerConfig.BATCH_SIZE_CONFIG));
        if (options.load().profile().isUnlimited() && !ownSizes) {
            all.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, UNLIMITED_BUFFER_MEMORY);
        }
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        try {
            new ProducerConfig(all);
            return all;
        } catch (ConfigException e) {
            throw refused(e);
        }
    }

    /** What the consumer gets that looks at the end of the topic. */
    Map<String, Object> forConsumer(Duration timeout) {
        Map<String, Object> all = new HashMap<>();
        properties.forEach((name, value) -> {
            if (ConsumerConfig.configNames().contains(name)) {
                all.put(name, value);
            }
        });
        all.remove(ConsumerConfig.GROUP_ID_CONFIG);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(timeout));
        return all;
    }

    private static String millis(Duration timeout) {
        return String.valueOf(Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
    }

    /** What the admin client gets that looks at the topic, so that it gives up in time. */
    Map<String, Object> forAdmin(Duration timeout) {
        Map<String, Object> all = new HashMap<>();
        properties.forEach((name, value) -> {
            if (AdminClientConfig.configNames().contains(name)) {
                all.put(name, value);
            }
        });
        String millis = millis(timeout);
        all.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        all.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        return all;
    }

    /** In one line, what a Kafka client says about a property it does not take. */
    SimException refused(KafkaException error) {
        Throwable reason = error;
        while (!(reason instanceof ConfigException) && reason.getCause() != null) {
            reason = reason.getCause();
        }
        String message = String.valueOf(reason.getMessage());
        if (message.contains(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            return SimException.input(
                    "--bootstrap-server " + bootstrapServers() + ": " + message
                            + "; give host:port, several with commas between them",
                    error);
        }
        return SimException.input(
                "client property: " + message + "; correct it in --command-property or --command-config", error);
    }
}
