package dev.headgate.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys made by somebody who has the source code and knows the ownership's number, but not the process's seed. */
@Timeout(30)
class CraftedKeysTest {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final long FIRST = 0xff51afd7ed558ccdL;
    private static final long SECOND = 0xc4ceb9fe1a85ec53L;
    private static final int KEYS = 20_000;
    private static final int EPOCH = 1;

    /** In a table for this many lanes the search begins at these bits of the id. */
    private static final long SLOTS = (1 << 16) - 1;

    private final SourcePartition source = new SourcePartition(new TopicPartition("orders", 0), EPOCH);

    @Test
    void with_a_seed_that_is_known_keys_can_be_made_that_all_begin_at_one_place() {
        assertThat(places(new Lanes(Ordering.KEY, 0))).hasSize(1);
    }

    @Test
    void the_same_keys_are_spread_by_a_seed_that_is_not_known() {
        // 17,240 are to be expected of 20,000 thrown into 65,536; the deviation is some 40.
        assertThat(places(new Lanes(Ordering.KEY)).size()).isBetween(16_800, 17_700);
    }

    private Set<Long> places(Lanes lanes) {
        Set<Long> places = new HashSet<>();
        for (int i = 0; i < KEYS; i++) {
            byte[] key = keyFor((i + 1L) << 32 | 7);
            places.add(lanes.laneOf(source, new ConsumerRecord<>("orders", 0, i, key, new byte[1])) & SLOTS);
        }
        return places;
    }

    /** The key of 8 bytes whose lane would have this id if the seed were 0. */
    private static byte[] keyFor(long id) {
        long begin = mix(EPOCH) ^ multiplied(Long.BYTES);
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(unmix(unmix(id)) ^ begin)
                .array();
    }

    private static long multiplied(long value) {
        return value * MULTIPLIER;
    }

    private static long mix(long value) {
        long z = multiplied(value);
        z = (z ^ (z >>> 33)) * FIRST;
        z = (z ^ (z >>> 33)) * SECOND;
        return z ^ (z >>> 33);
    }

    private static long unmix(long mixed) {
        long z = (mixed ^ (mixed >>> 33)) * inverse(SECOND);
        z = (z ^ (z >>> 33)) * inverse(FIRST);
        return (z ^ (z >>> 33)) * inverse(MULTIPLIER);
    }

    private static long inverse(long odd) {
        long x = odd;
        for (int i = 0; i < 6; i++) {
            x *= 2 - odd * x;
        }
        return x;
    }
}
