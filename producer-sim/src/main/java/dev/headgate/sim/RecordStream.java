package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of one producer of one run, one after another. Keys are {@code key-0} and so on, each as likely as the
 * others; values are random letters A to P. Not thread-safe.
 */
final class RecordStream {

    private static final long LOW_HALF_OF_EACH_BYTE = 0x0f0f0f0f0f0f0f0fL;
    private static final long LETTER_A_IN_EACH_BYTE = 0x4141414141414141L;

    private final String topic;
    private final int payloadSize;
    private final SplittableRandom random;
    private final Stamper stamper;
    private final byte[][] keys;
    private final long[] keySequences;
    private long sequence;

    RecordStream(SimOptions options) {
        this.topic = options.topic();
        this.payloadSize = options.payloadSize();
        this.random = new SplittableRandom(options.seed());
        this.stamper = new Stamper(options.runId(), options.producerId());
        this.keys = keys(options.keys());
        this.keySequences = new long[Math.max(1, options.keys())];
    }

    private static byte[][] keys(int count) {
        byte[][] keys = new byte[count][];
        for (int i = 0; i < count; i++) {
            keys[i] = ("key-" + i).getBytes(US_ASCII);
        }
        return keys;
    }

    /** The next record, stamped. The producer may keep it: no later record shares its value. */
    ProducerRecord<byte[], byte[]> next(long intendedEpochNanos) {
        int index = keys.length == 0 ? 0 : random.nextInt(keys.length);
        byte @Nullable [] key = keys.length == 0 ? null : keys[index];
        byte[] value = payload();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
        stamper.stamp(record.headers(), sequence++, keySequences[index]++, intendedEpochNanos);
        record.headers().add(StampHeaders.CHECKSUM, Bytes.of(RecordChecksum.of(key, value)));
        return record;
    }

    private byte[] payload() {
        byte[] payload = new byte[payloadSize];
        int offset = 0;
        for (; offset <= payloadSize - Long.BYTES; offset += Long.BYTES) {
            Bytes.write(payload, offset, letters());
        }
        long rest = offset < payloadSize ? letters() : 0;
        for (; offset < payloadSize; offset++) {
            payload[offset] = (byte) rest;
            rest >>>= Byte.SIZE;
        }
        return payload;
    }

    private long letters() {
        return (random.nextLong() & LOW_HALF_OF_EACH_BYTE) + LETTER_A_IN_EACH_BYTE;
    }
}
