package dev.headgate.internal.offset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.SourcePartition;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound on the window that keeps every map whole, against the writer itself. */
@Timeout(60)
class MapBoundTest {
    private static final int SEED = 11;

    private final OffsetMapWriter writer = new OffsetMapWriter();

    private static PartitionOffsets<String> newOffsets() {
        return new PartitionOffsets<>(new SourcePartition(new TopicPartition("orders", 3), 1));
    }

    /** Runs of two offsets cost most; runs of one, and mixtures, come close. */
    @ParameterizedTest
    @CsvSource({"4000,1", "4000,2", "4000,3", "64,1", "64,2", "200,2", "32767,2", "1000,4"})
    void a_full_window_without_gaps_has_a_whole_map_whatever_the_runs(int mapBytes, int run) {
        PartitionOffsets<String> offsets = newOffsets();
        int window = OffsetMapCodec.recordsThatFit(mapBytes);
        for (int i = 0; i < window; i++) {
            offsets.admit(1_000_000 + i, "record");
        }
        for (int slot = run; slot < window; slot++) {
            if (slot / run % 2 == 1) {
                offsets.acknowledge(slot);
            }
        }
        assertThat(offsets.windowForMap()).isEqualTo(window);
        String map = offsets.toCommit(writer, mapBytes).orElseThrow().metadata();
        assertThat(offsets.isMapWhole()).isTrue();
        assertThat(map.length()).isBetween(mapBytes / 3, mapBytes);
    }

    @Test
    void four_thousand_bytes_are_enough_for_some_16_000_records() {
        assertThat(OffsetMapCodec.recordsThatFit(4_000)).isBetween(15_900, 16_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 1_000, 1_000_000})
    void with_gaps_what_the_rule_admits_has_a_whole_map_too(int longestGap) {
        Random random = new Random(SEED + longestGap);
        int mapBytes = 400;
        int most = OffsetMapCodec.recordsThatFit(mapBytes);
        for (int round = 0; round < 200; round++) {
            PartitionOffsets<String> offsets = newOffsets();
            long offset = 5;
            int count = 0;
            while (offsets.windowForMapWith(offset) <= most) {
                offsets.admit(offset, "record");
                offset += 1 + random.nextInt(longestGap);
                count++;
            }
            int density = 1 + random.nextInt(4);
            for (int slot = 1; slot < count; slot++) {
                if (random.nextInt(density + 1) == 0) {
                    offsets.acknowledge(slot);
                }
            }
            var _ = offsets.toCommit(writer, mapBytes);
            assertThat(offsets.isMapWhole())
                    .as("seed %s, gap %s, round %s, %s records", SEED, longestGap, round, count)
                    .isTrue();
            assertThat(count).as("some are admitted").isGreaterThan(10);
        }
    }

    @Test
    void a_map_that_is_cut_says_so() {
        PartitionOffsets<String> offsets = newOffsets();
        for (int i = 0; i < 5_000; i++) {
            offsets.admit(i, "record");
        }
        for (int slot = 1; slot < 5_000; slot += 2) {
            offsets.acknowledge(slot);
        }
        var _ = offsets.toCommit(writer, 100);
        assertThat(offsets.isMapWhole()).isFalse();
    }
}
