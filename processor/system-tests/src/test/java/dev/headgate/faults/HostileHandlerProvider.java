package dev.headgate.faults;

import dev.headgate.api.HandlerProvider;
import dev.headgate.api.Output;
import dev.headgate.api.RecordHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** {@code hostile}: decodes and handles each record as its {@link Hostility} says, and hands on what is left. */
public final class HostileHandlerProvider implements HandlerProvider<byte[], byte[]> {
    /** The simulator's stamp, without which the audit doesn't know a record. */
    static final String STAMP = "hgsim";

    /** More than the soak's output topic takes. */
    static final int TOO_LARGE = 40_000;

    @Override
    public String name() {
        return "hostile";
    }

    @Override
    public Deserializer<byte[]> keyDeserializer() {
        return new ByteArrayDeserializer();
    }

    @Override
    public Deserializer<byte[]> valueDeserializer() {
        return new Decoder();
    }

    @Override
    public RecordHandler<byte[], byte[], Output> create(Map<String, String> options) {
        return (record, context) -> handle(record, context.attempt());
    }

    private static Output handle(ConsumerRecord<byte[], byte[]> record, int attempt) throws IOException {
        Output output = Output.of(record);
        return switch (Hostility.of(record.value())) {
            case HEADER_EATEN -> throw new IOException("always");
            case TOO_LARGE -> new Output(record.key(), tooLarge(record.value()), output.headers());
            case FAILS_ONCE -> {
                if (record.headers().lastHeader("tried") != null) {
                    throw new IllegalStateException("the header of an earlier attempt is there");
                }
                record.headers().add("tried", FaultRun.bytes("before"));
                if (attempt == 1) {
                    throw new IOException("once");
                }
                yield output;
            }
            default -> output;
        };
    }

    private static final class Decoder implements Deserializer<byte[]> {
        @Override
        public byte[] deserialize(String topic, byte[] data) {
            throw new IllegalStateException("the engine decodes with headers");
        }

        @Override
        public byte[] deserialize(String topic, Headers headers, byte[] data) {
            switch (Hostility.of(data)) {
                case DECODER_ERROR -> throw new StackOverflowError("deep");
                case DECODER_CHECKED -> sneak(new IOException("unread"));
                case HEADER_EATEN -> {
                    if (headers.lastHeader(STAMP) == null) {
                        throw new SerializationException("the stamp is missing");
                    }
                    headers.remove(STAMP);
                }
                default -> {}
            }
            return data;
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> void sneak(Throwable failure) throws T {
            throw (T) failure;
        }
    }

    /** Whatever it is compressed by. */
    private static byte[] tooLarge(byte[] value) {
        byte[] large = new byte[TOO_LARGE];
        new Random(Arrays.hashCode(value)).nextBytes(large);
        System.arraycopy(value, 0, large, 0, value.length);
        return large;
    }
}
