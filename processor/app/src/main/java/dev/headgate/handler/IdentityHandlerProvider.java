package dev.headgate.handler;

import dev.headgate.api.HandlerProvider;
import dev.headgate.api.Output;
import dev.headgate.api.RecordHandler;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** {@code identity}: hands each record on as it came. */
public final class IdentityHandlerProvider implements HandlerProvider<byte[], byte[]> {
    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Deserializer<byte[]> keyDeserializer() {
        return new ByteArrayDeserializer();
    }

    @Override
    public Deserializer<byte[]> valueDeserializer() {
        return new ByteArrayDeserializer();
    }

    @Override
    public RecordHandler<byte[], byte[], Output> create(Map<String, String> options) {
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("headgate.handler.options."
                    + options.keySet().iterator().next() + " is unknown: the handler identity has no options");
        }
        return (record, context) -> Output.of(record);
    }
}
