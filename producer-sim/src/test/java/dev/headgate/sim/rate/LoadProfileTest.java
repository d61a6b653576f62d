package dev.headgate.sim.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headgate.sim.random.SeededRandom;
import dev.headgate.sim.text.BadTextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class LoadProfileTest {

    private static LoadProfile profile(String text) {
        return new Profiles(100, RateUnit.RECORDS).parse(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const",
                "ramp:from=10,to=500,over=20s",
                "ramp:from=500,to=10,over=20s",
                "step:steps=4,every=7s",
                "burst:peak=10x,every=10s,for=2s",
                "sine:amplitude=100,period=13s",
                "spike:at=5s,for=3s"
            })
    void the_time_of_an_arrival_is_where_the_integral_of_the_rate_reaches_it(String text) {
        LoadProfile profile = profile(text);
        double integral = 0;
        double step = 1e-4;
        for (int i = 0; i < 400_000; i++) {
            integral += profile.rateAt((i + 0.5) * step) * step;
            if (i % 40_000 == 39_999) {
                double seconds = (i + 1) * step;
                assertThat(profile.arrivals(seconds)).isCloseTo(integral, within(0.5));
                double arrivals = profile.arrivals(seconds);
                assertThat(profile.arrivals(profile.timeOf(arrivals))).isCloseTo(arrivals, within(1e-4));
            }
        }
    }

    @Test
    void stages_hold_rise_and_end() {
        LoadProfile stages = Stages.parse("30s@50,1m@50..200,10s@5000").load();
        assertThat(stages.rateAt(10)).isEqualTo(50);
        assertThat(stages.rateAt(60)).isCloseTo(125, within(1e-9));
        assertThat(stages.arrivals(100)).isCloseTo(1_500 + 7_500 + 50_000, within(1e-6));
        assertThat(stages.end()).hasValue(100);
        assertThat(stages.timeOf(59_001)).isInfinite();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30s", "30s@", "30s@50,", "0s@50", "30s@-5", "30s@5MB,30s@50", "30s@max"})
    void stages_that_do_not_parse_are_refused(String text) {
        assertThatThrownBy(() -> Stages.parse(text)).isInstanceOf(BadTextException.class);
    }

    @Test
    void a_setting_that_a_profile_does_not_have_is_named_with_the_nearest_it_has() {
        assertThatThrownBy(() -> profile("burst:peek=500"))
                .hasMessageContaining("character 7")
                .hasMessageContaining("did you mean 'peak'?");
        assertThatThrownBy(() -> profile("sine:amplitude=500")).hasMessageContaining("negative rates");
    }

    @Test
    void a_trace_has_the_rates_of_its_file_and_ends_with_it(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("load.csv");
        Files.writeString(file, "seconds,rate\n0,10\n5,100\n# quiet\n8,0\n");
        LoadProfile trace = profile("trace:" + file);
        assertThat(trace.arrivals(8)).isEqualTo(50 + 300);
        assertThat(trace.end()).hasValue(11);
        Files.writeString(file, "0,10\n0,20\n");
        assertThatThrownBy(() -> profile("trace:" + file)).hasMessageContaining("line 2");
    }

    @Test
    void producers_that_share_a_profile_take_turns() {
        LoadProfile profile = new ConstantLoad(10);
        for (int index = 0; index < 3; index++) {
            Pacer pacer = new Pacer(profile, index, 3, 1, Arrivals.UNIFORM, new SeededRandom(0, "x"));
            assertThat(pacer.dueNanos()).isEqualTo(index * 100_000_000L);
            pacer.next(1);
            assertThat(pacer.dueNanos()).isEqualTo(index * 100_000_000L + 300_000_000L);
        }
    }

    @Test
    void poisson_arrivals_have_the_rate_of_the_profile_and_the_spread_of_independent_ones() {
        Pacer pacer = new Pacer(new ConstantLoad(1_000), 0, 1, 1, Arrivals.POISSON, new SeededRandom(5, "x"));
        int[] perTenth = new int[1_000];
        while (pacer.dueNanos() < 100_000_000_000L) {
            perTenth[(int) (pacer.dueNanos() / 100_000_000L)]++;
            pacer.next(1);
        }
        double mean = Arrays.stream(perTenth).average().orElseThrow();
        double variance = Arrays.stream(perTenth)
                .mapToDouble(count -> (count - mean) * (count - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(100, within(1.5));
        assertThat(variance).isCloseTo(100, within(20.0));
    }

    @Test
    void a_changed_rate_holds_from_its_moment_and_what_was_due_before_stays_due() {
        Pacer pacer = new Pacer(new ConstantLoad(10), 0, 1, 1, Arrivals.UNIFORM, new SeededRandom(0, "x"));
        pacer.change(new ConstantLoad(100), 1_050_000_000L);
        for (int i = 0; i < 10; i++) {
            assertThat(pacer.dueNanos()).isEqualTo(i * 100_000_000L);
            pacer.next(1);
        }
        assertThat(pacer.dueNanos()).isEqualTo(1_000_000_000L);
        pacer.next(1);
        // Half of the way was gone at the old rate; the other half takes a tenth of the time.
        assertThat(pacer.dueNanos()).isEqualTo(1_055_000_000L);
    }
}
