package dev.headgate.app;

import dev.headgate.TestKafka;
import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchHandlerProvider;
import dev.headgate.api.BatchResult;
import dev.headgate.api.Output;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** {@code joining}: makes one value out of those of a batch. */
public final class JoiningBatchHandlerProvider implements BatchHandlerProvider<String, String> {
    @Override
    public String name() {
        return "joining";
    }

    @Override
    public Deserializer<String> keyDeserializer() {
        return new StringDeserializer();
    }

    @Override
    public Deserializer<String> valueDeserializer() {
        return new StringDeserializer();
    }

    @Override
    public BatchHandler<String, String, Output> create(Map<String, String> options) {
        String separator = options.getOrDefault("separator", ",");
        return (records, context) -> BatchResult.whole(Output.of(
                TestKafka.bytes(records.getFirst().key()),
                TestKafka.bytes(records.stream().map(ConsumerRecord::value).collect(Collectors.joining(separator)))));
    }
}
