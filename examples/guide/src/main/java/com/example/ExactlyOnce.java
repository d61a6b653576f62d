package com.example;

import dev.headgate.Headgate;
import dev.headgate.api.ExactlyOnceSink;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.Unavailability;
import dev.headgate.sink.kafka.KafkaSink;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;

/** From the topic {@code orders} into {@code orders-done}, at least once or exactly once. */
public final class ExactlyOnce {
    /** What a client of the example's own throws when its server is away. */
    public static final class MyClientException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private ExactlyOnce() {}

    public static Headgate startAtLeastOnce(Map<String, ?> properties) {
        Sink<Output> sink = KafkaSink.to("orders-done").kafka(properties).open();
        return Headgate.builder()
                .kafka(properties)
                .topics("orders")
                .unavailableWhen(Unavailability.OF_WELL_KNOWN_CLIENTS.or(MyClientException.class::isInstance))
                .handler(new StringDeserializer(), new StringDeserializer(), (order, context) -> price(order))
                .sink(sink)
                .start();
    }

    public static Headgate start(Map<String, ?> properties) {
        ExactlyOnceSink<Output> sink = KafkaSink.to("orders-done")
                .kafka(properties)
                .exactlyOnce()
                .deadLetters("orders-dead")
                .open();
        return Headgate.builder()
                .kafka(properties)
                .topics("orders")
                .onFailure(FailurePolicy.DEAD_LETTER)
                .handler(new StringDeserializer(), new StringDeserializer(), (order, context) -> price(order))
                .sink(sink)
                .start();
    }

    private static Output price(ConsumerRecord<String, String> order) {
        return Output.of(bytes(order.key()), bytes("priced " + order.value()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
