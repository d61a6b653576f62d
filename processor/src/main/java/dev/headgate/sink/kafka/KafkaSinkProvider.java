package dev.headgate.sink.kafka;

import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import dev.headgate.sink.SinkOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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
    private static final Set<String> KNOWN = Set.of("topic", "timestamp", "producer.");

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Sink<Output> create(Map<String, String> options, Map<String, Object> kafka) {
        SinkOptions read = SinkOptions.of(name(), options, KNOWN);
        String topic = read.required("topic");
        String timestamps = read.oneOf("timestamp", "source", Set.of("source", "now"));
        Map<String, Object> properties = ProducerProperties.of(kafka, read.under("producer."), "sink");
        return new KafkaSink(
                Producers.open(properties, SinkOptions.PREFIX + "topic", topic),
                topic,
                KafkaSink.Timestamps.valueOf(timestamps.toUpperCase(Locale.ROOT)));
    }
}
