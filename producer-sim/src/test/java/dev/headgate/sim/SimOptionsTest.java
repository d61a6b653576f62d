package dev.headgate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SimOptionsTest {

    private static void refuses(UnaryOperator<SimOptionsBuilder> change, String message) {
        assertThatThrownBy(() -> change.apply(SimOptions.builder("payments")).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void values_out_of_range_are_refused_with_their_name_and_range() {
        refuses(options -> options.keys(-1), "keys must be 0 to 10000000, not -1");
        refuses(options -> options.payloadSize(-1), "payload-size must be 0 to 100000000 bytes, not -1");
        refuses(options -> options.records(0), "records must be at least 1, not 0");
        refuses(options -> options.duration(Duration.ZERO), "duration must be above 0 and at most 3650 days, not PT0S");
        refuses(
                options -> options.runId("a b"),
                "run-id must be 1 to 100 letters, digits, dots, dashes or underscores, not 'a b'");
    }

    @Test
    void each_run_gets_a_new_run_id() {
        assertThat(SimOptions.builder("payments").build().runId()).matches("\\d{8}-\\d{6}-[0-9a-f]{4}");
    }

    @Test
    void a_rate_is_a_number_above_zero_or_max() {
        assertThat(Rate.parse("0.5")).isEqualTo(Rate.perSecond(0.5));
        assertThat(Rate.parse("max")).isEqualTo(Rate.max());
        assertThat(Rate.parse("1500")).hasToString("1500");
        for (String bad : new String[] {"0", "-5", "NaN", "Infinity", "fast", ""}) {
            assertThatThrownBy(() -> Rate.parse(bad))
                    .hasMessage("'" + bad + "' is not a rate; give records per second above 0, such as 500 or 0.5,"
                            + " bytes such as 10MB, or max");
        }
    }
}
