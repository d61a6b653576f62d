package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class BlockTest {
    private static RecordState state(SplittableRandom random) {
        int most = random.nextInt(10) == 0 ? 100_000 : 4;
        long time = random.nextInt(10) == 0 ? random.nextLong(1L << 45) : 0;
        return new RecordState(
                random.nextInt(1, most),
                random.nextInt(most),
                random.nextInt(most),
                random.nextBoolean(),
                random.nextBoolean(),
                time,
                time);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_is_written_is_read_again_whatever_it_is(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Integer, RecordState> expected = new HashMap<>();
        Block block = Block.decode(null);
        for (int i = 0; i < 3_000; i++) {
            int slot = random.nextInt(Block.SIZE);
            RecordState state = state(random);
            block.set(slot, state);
            expected.put(slot, state);
            if (random.nextInt(10) == 0) {
                block = Block.decode(block.encode());
            }
        }
        for (int slot = 0; slot < Block.SIZE; slot++) {
            assertThat(block.get(slot)).isEqualTo(expected.getOrDefault(slot, RecordState.UNKNOWN));
        }
    }

    @Test
    void the_largest_small_state_is_not_taken_for_a_large_one() {
        RecordState all = new RecordState(3, 3, 3, true, true, 0, 0);
        Block block = Block.decode(null);
        block.set(7, all);
        assertThat(Block.decode(block.encode()).get(7)).isEqualTo(all);
    }

    @Test
    void usual_records_take_a_byte_each_and_a_lonely_one_takes_six() {
        Block block = Block.decode(null);
        block.set(0, new RecordState(1, 1, 0, false, false, 0, 0));
        assertThat(block.encode()).hasSizeLessThanOrEqualTo(6);
        for (int slot = 0; slot < Block.SIZE; slot++) {
            block.set(slot, new RecordState(1, 1, 0, false, false, 0, 0));
        }
        assertThat(block.encode()).hasSize(1 + Block.SIZE);
    }
}
