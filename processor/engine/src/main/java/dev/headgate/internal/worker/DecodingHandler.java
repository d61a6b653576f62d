package dev.headgate.internal.worker;

import dev.headgate.api.RecordContext;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.StageHandler;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The first stage of one worker: decodes there, not on the poll thread, so that a record that can't be decoded is still in hand
 * with its raw bytes, and a slow decoder holds up nobody else.
 */
final class DecodingHandler<K, V, R> implements StageHandler<ConsumerRecord<byte[], byte[]>, R> {
    private final RecordDecoder<K, V> decoder;
    private final RecordHandler<K, V, R> handler;

    DecodingHandler(RecordDecoder<K, V> decoder, RecordHandler<K, V, R> handler) {
        this.decoder = decoder;
        this.handler = handler;
    }

    @Override
    public R handle(ConsumerRecord<byte[], byte[]> record, RecordContext context) throws Exception {
        return handler.handle(decoder.decode(record), context);
    }
}
