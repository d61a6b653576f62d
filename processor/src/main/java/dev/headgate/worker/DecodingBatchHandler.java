package dev.headgate.worker;

import dev.headgate.api.BatchContext;
import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchResult;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Decodes on the worker record by record, so that one that can't be decoded fails alone, and then calls the batch handler. */
public final class DecodingBatchHandler<K, V, R> {
    private final RecordDecoder<K, V> decoder;
    private final BatchHandler<K, V, R> handler;

    public DecodingBatchHandler(Deserializer<K> keys, Deserializer<V> values, BatchHandler<K, V, R> handler) {
        this.decoder = new RecordDecoder<>(keys, values);
        this.handler = handler;
    }

    ConsumerRecord<K, V> decode(ConsumerRecord<byte[], byte[]> raw) throws UndecodableRecordException {
        return decoder.decode(raw);
    }

    BatchResult<R> handle(List<ConsumerRecord<K, V>> records, BatchContext context) throws Exception {
        return handler.handle(Collections.unmodifiableList(records), context);
    }
}
