package dev.headgate.worker;

import dev.headgate.api.AsyncRecordHandler;
import dev.headgate.api.RecordContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Decodes on the worker, and then calls the asynchronous handler. */
public final class DecodingAsyncHandler<K, V, R> {
    private final RecordDecoder<K, V> decoder;
    private final AsyncRecordHandler<K, V, R> handler;

    public DecodingAsyncHandler(Deserializer<K> keys, Deserializer<V> values, AsyncRecordHandler<K, V, R> handler) {
        this.decoder = new RecordDecoder<>(keys, values);
        this.handler = handler;
    }

    CompletionStage<R> handle(ConsumerRecord<byte[], byte[]> record, RecordContext context) throws Exception {
        return handler.handle(decoder.decode(record), context);
    }
}
