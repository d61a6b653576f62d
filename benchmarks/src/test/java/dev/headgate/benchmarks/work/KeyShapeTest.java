package dev.headgate.benchmarks.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class KeyShapeTest {
    private static final int RECORDS = 200_000;

    private static double shareOfFirstKey(KeyShape shape) {
        IntUnaryOperator draw = shape.draw(1);
        int first = 0;
        for (int i = 0; i < RECORDS; i++) {
            first += draw.applyAsInt(i) == 0 ? 1 : 0;
        }
        return (double) first / RECORDS;
    }

    @ParameterizedTest
    @EnumSource
    void draws_the_same_keys_from_the_same_seed_and_none_beyond_its_number(KeyShape shape) {
        IntUnaryOperator one = shape.draw(3);
        IntUnaryOperator other = shape.draw(3);
        for (int i = 0; i < 20_000; i++) {
            int key = one.applyAsInt(i);
            assertThat(key).isEqualTo(other.applyAsInt(i)).isBetween(-1, shape.keys() - 1);
        }
    }

    @Test
    void gives_half_of_the_records_to_the_hot_key_and_a_tenth_to_the_first_of_the_zipf_keys() {
        assertThat(shareOfFirstKey(KeyShape.HOT)).isCloseTo(0.5, within(0.01));
        assertThat(shareOfFirstKey(KeyShape.ZIPF)).isCloseTo(0.102, within(0.01));
        assertThat(shareOfFirstKey(KeyShape.UNIFORM)).isLessThan(0.001);
        assertThat(shareOfFirstKey(KeyShape.SINGLE)).isEqualTo(1);
    }
}
