package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says of each delivery whether a later record of the same key and producer stands before it in the same partition. This
 * is where order is judged, since here records still come in the order of their partition; whether the delivery is the
 * record's first is known only where all its observations meet, so a redelivery is behind and not yet reordered. One number
 * for each key is all that has to be kept: redelivered records never raise it. Used by one stream thread.
 */
final class OrderJudge {
    private static final int LONGEST_KEY = 32;

    private final Generations latest;
    private final List<String> topics;

    OrderJudge(Generations latest, List<String> topics) {
        this.latest = latest;
        this.topics = topics;
    }

    /** @param key the record's key; records without one have no order */
    boolean isBehind(String topic, Identity identity, byte @Nullable [] key, long nowMs) {
        if (key == null || identity.keySequence().isEmpty()) {
            return false;
        }
        long sequence = identity.keySequence().getAsLong();
        byte[] place = place(topic, identity, key);
        byte @Nullable [] before = latest.find(place, nowMs);
        if (before != null && ByteBuffer.wrap(before).getLong() >= sequence) {
            return ByteBuffer.wrap(before).getLong() > sequence;
        }
        latest.put(place, ByteBuffer.allocate(Long.BYTES).putLong(sequence).array(), nowMs);
        return false;
    }

    private byte[] place(String topic, Identity identity, byte[] key) {
        byte[] run = identity.run().getBytes(UTF_8);
        byte[] producer = identity.producer().getBytes(UTF_8);
        byte[] shortKey = key.length <= LONGEST_KEY ? key : digest(key);
        return ByteBuffer.allocate(3 * Integer.BYTES + run.length + producer.length + shortKey.length)
                .putInt(topics.indexOf(topic))
                .putInt(run.length)
                .put(run)
                .putInt(producer.length)
                .put(producer)
                .put(shortKey)
                .array();
    }

    private static byte[] digest(byte[] key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
