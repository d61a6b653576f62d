package dev.headgate.sink.kafka;

import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import dev.headgate.internal.sink.SinkOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The sink named {@code kafka}. Its options:
 *
 * <ul>
 *   <li>{@code topic}: where the records go; must be set, and must exist
 *   <li>{@code timestamp}: {@code source} (default) or {@code now}; see {@link KafkaSink.Timestamps}
 *   <li>{@code producer.<property>}: a property of this producer alone, such as {@code producer.linger.ms}, or
 *       {@code producer.bootstrap.servers} for another cluster; wins over the one under {@code kafka}
 * </ul>
 */
public final class KafkaSinkProvider implements SinkProvider {
    private static final String OWN = "producer.";
    private static final Set<String> KNOWN = Set.of("topic", "timestamp", OWN);

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Sink<Output> create(Map<String, String> options, Map<String, Object> kafka) {
        return sink(options, kafka).open();
    }

    /**
     * The same sink for exactly-once, to be opened.
     *
     * @throws IllegalArgumentException naming the option, its value and the fix
     */
    public KafkaExactlyOnce exactlyOnce(Map<String, String> options, Map<String, Object> kafka) {
        if (options.containsKey(OWN + ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException(SinkOptions.PREFIX
                    + "producer.bootstrap.servers can't be set with exactly-once: a transaction does not span clusters;"
                    + " remove it, or set headgate.guarantee to at-least-once");
        }
        return sink(options, kafka).exactlyOnce();
    }

    private KafkaSink sink(Map<String, String> options, Map<String, Object> kafka) {
        SinkOptions read = SinkOptions.of(name(), options, KNOWN);
        return KafkaSink.to(read.required("topic"))
                .setting(SinkOptions.PREFIX + "topic")
                .kafka(kafka)
                .producer(read.under(OWN))
                .timestamps(timestamps(read));
    }

    private static KafkaSink.Timestamps timestamps(SinkOptions read) {
        String timestamps = read.oneOf("timestamp", "source", Set.of("source", "now"));
        return KafkaSink.Timestamps.valueOf(timestamps.toUpperCase(Locale.ROOT));
    }
}
