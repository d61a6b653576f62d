package dev.headgate.benchmarks.system;

import dev.headgate.Headgate;
import dev.headgate.api.Ack;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Headgate itself. */
final class HeadgateSystem implements ConsumerSystem {
    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Map<String, Object> kafka = new HashMap<>();
        setup.clientProperties().forEach((k, v) -> {
            if (!k.startsWith("producer.")) kafka.put(k, v);
        });
        kafka.put("bootstrap.servers", setup.bootstrapServers());
        kafka.put("group.id", setup.group());
        return Headgate.builder()
                .kafka(kafka)
                .topics(setup.topic())
                .ordering(setup.ordering())
                .workers(setup.workers())
                .queueCapacity(setup.queueRecords())
                .handler(
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        (r, c) -> work.handle(r.value(), r.partition(), r.offset()))
                .sink((v, c) -> Ack.now())
                .start();
    }
}
