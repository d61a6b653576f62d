package dev.headgate.sink.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a producer's batches within what its topic takes. A batch that is larger is split by the producer, once the broker has
 * refused it. By then a smaller one behind it may have been written, and a broker that knew nothing of this producer yet takes it
 * for the first: then the parts are out of sequence for good. The producer sends them again until its delivery timeout, which is
 * unlimited here.
 */
final class BatchSize {
    private static final Logger LOG = LoggerFactory.getLogger(BatchSize.class);
    private static final int KAFKAS_DEFAULT = 16_384;

    private BatchSize() {}

    /**
     * The properties, with a {@code batch.size} that the topic takes. Unchanged where the topic's limit can't be known: the principal
     * may need DescribeConfigs on it.
     */
    static Map<String, Object> within(Map<String, Object> properties, Admin admin, String topic, int millis)
            throws InterruptedException {
        int wanted = wanted(properties);
        try {
            int most = mostBytes(admin, topic, millis);
            if (wanted <= most) {
                return properties;
            }
            LOG.info(
                    "batch.size is {} instead of {}: topic '{}' takes no larger batch (max.message.bytes)",
                    most,
                    wanted,
                    topic);
            Map<String, Object> fitting = new HashMap<>(properties);
            fitting.put(ProducerConfig.BATCH_SIZE_CONFIG, most);
            return fitting;
        } catch (ExecutionException | TimeoutException | NumberFormatException e) {
            LOG.debug("max.message.bytes of topic '{}' is not known, so batch.size stays {}", topic, wanted, e);
            return properties;
        }
    }

    private static int wanted(Map<String, Object> properties) {
        Object wanted = properties.getOrDefault(ProducerConfig.BATCH_SIZE_CONFIG, KAFKAS_DEFAULT);
        try {
            return Integer.parseInt(wanted.toString().trim());
        } catch (NumberFormatException _) {
            return 0; // the producer says what is wrong with it
        }
    }

    /** The topic's {@code max.message.bytes}. */
    static int mostBytes(Admin admin, String topic, int millis)
            throws ExecutionException, InterruptedException, TimeoutException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource), new DescribeConfigsOptions().timeoutMs(millis))
                .all()
                .get(millis, TimeUnit.MILLISECONDS)
                .values()
                .iterator()
                .next();
        ConfigEntry most = config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        return most == null ? Integer.MAX_VALUE : Integer.parseInt(most.value());
    }
}
