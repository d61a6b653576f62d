package dev.headgate.internal.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Metadata of commits is whatever somebody wrote there. {@code -Dfuzz.rounds} for more of it. */
@Timeout(300)
class OffsetMapFuzzTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 50_000);
    private static final TopicPartition PARTITION = new TopicPartition("orders", 3);

    private final Random random = new Random(20_261_124);

    @Test
    void any_text_is_decoded_or_refused_and_never_throws() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            String metadata = random.nextBoolean() ? text : OffsetMapCodec.PREFIX + text;
            OffsetMapCodec.Decoded decoded = OffsetMapCodec.decode(metadata, PARTITION, random.nextLong());
            // By chance a checksum of 32 bits is right once in four thousand million times.
            assertThat(decoded.done()).isEqualTo(OffsetRanges.EMPTY);
        }
    }

    /** Behind a right checksum the runs themselves are hostile: this is what somebody who knows the format would write. */
    @Test
    void runs_that_are_nonsense_behind_a_right_checksum_are_decoded_or_refused() {
        int usable = 0;
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] runs = new byte[1 + random.nextInt(40)];
            if (random.nextInt(4) > 0) {
                random.nextBytes(runs);
            }
            long committed =
                    random.nextInt(10) == 0 ? Long.MAX_VALUE - random.nextInt(1_000) : random.nextInt(1_000_000);
            byte[] all = ByteBuffer.allocate(Integer.BYTES + runs.length)
                    .putInt(OffsetMapCodec.checksum(PARTITION, committed, runs, 0, runs.length))
                    .put(runs)
                    .array();
            String metadata = OffsetMapCodec.PREFIX
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
            OffsetMapCodec.Decoded decoded = OffsetMapCodec.decode(metadata, PARTITION, committed);
            if (decoded.problem().isPresent()) {
                refused++;
                assertThat(decoded.done()).isEqualTo(OffsetRanges.EMPTY);
            } else {
                usable++;
            }
        }
        assertThat(usable).as("the fuzz reaches the runs").isPositive();
        assertThat(refused).as("and what is wrong with them").isPositive();
    }
}
