package dev.headgate.sink.blackhole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class LatencyTest {
    private static final int DRAWS = 100_000;

    private static long[] sortedNanos(String distribution) {
        LatencyModel latency = LatencyModel.parse(distribution).orElseThrow();
        SplittableRandom random = new SplittableRandom(42);
        return LongStream.generate(() -> latency.sampleNanos(random))
                .limit(DRAWS)
                .sorted()
                .toArray();
    }

    private static double meanMillis(long[] nanos) {
        return Arrays.stream(nanos).average().orElseThrow() / TimeUnit.MILLISECONDS.toNanos(1);
    }

    private static double quantileMillis(long[] sortedNanos, double share) {
        return (double) sortedNanos[(int) (share * (sortedNanos.length - 1))] / TimeUnit.MILLISECONDS.toNanos(1);
    }

    @Test
    void constant_is_always_the_same() {
        assertThat(sortedNanos("constant:5ms")).containsOnly(5_000_000L);
        assertThat(sortedNanos("none")).containsOnly(0L);
    }

    @Test
    void uniform_stays_within_its_bounds_and_fills_them() {
        long[] nanos = sortedNanos("uniform:10ms-20ms");

        assertThat(nanos[0]).isBetween(10_000_000L, 10_010_000L);
        assertThat(nanos[DRAWS - 1]).isBetween(19_990_000L, 20_000_000L);
        assertThat(meanMillis(nanos)).isCloseTo(15, within(0.1));
    }

    @Test
    void exponential_has_its_mean_and_its_tail() {
        long[] nanos = sortedNanos("exponential:10ms");

        assertThat(meanMillis(nanos)).isCloseTo(10, within(0.2));
        assertThat(quantileMillis(nanos, 0.99)).isCloseTo(10 * Math.log(100), Percentage.withPercentage(5));
    }

    @Test
    void lognormal_has_its_median_and_its_tail() {
        long[] nanos = sortedNanos("lognormal:10ms:0.5");

        assertThat(quantileMillis(nanos, 0.5)).isCloseTo(10, within(0.2));
        assertThat(quantileMillis(nanos, 0.99)).isCloseTo(10 * Math.exp(0.5 * 2.326), Percentage.withPercentage(5));
    }

    @Test
    void no_draw_is_longer_than_an_hour() {
        long[] nanos = sortedNanos("lognormal:1h:10");

        assertThat(nanos[DRAWS - 1]).isEqualTo(LatencyModel.LONGEST.toNanos());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5ms",
                "none:1",
                "constant",
                "constant:5",
                "constant:2h",
                "uniform:5ms",
                "uniform:5ms-1ms",
                "exponential:",
                "lognormal:5ms",
                "lognormal:5ms:-1",
                "lognormal:5ms:NaN",
                "lognormal:5ms:x",
                "gauss:5ms"
            })
    void what_is_no_distribution_is_not_taken_for_one(String text) {
        assertThat(LatencyModel.parse(text)).isEmpty();
    }
}
