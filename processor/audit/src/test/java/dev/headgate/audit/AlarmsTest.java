package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AlarmsTest {
    private static final Stamped A0 = Stamped.of("a", 0, 0);
    private static final Stamped A1 = Stamped.of("a", 1, 1);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final AuditBench bench = new AuditBench(options -> options);

    @AfterEach
    void close() {
        bench.close();
    }

    /** What alarms say by now, as {@code kind more/count}. */
    private List<String> alarms() {
        return bench.alarms.readValuesToList().stream()
                .map(json ->
                        json.replaceAll(".*\"kind\":\"([a-z]+)\".*\"more\":(\\d+).*\"count\":(\\d+).*", "$1 $2/$3"))
                .toList();
    }

    @Test
    void reordering_is_told_at_once_and_again_only_when_there_is_more() {
        bench.send(A0, A1);
        bench.deliver(A1, A0);
        bench.advance(TICK);
        assertThat(alarms()).containsExactly("reordered 1/1");
        bench.advance(TICK);
        assertThat(alarms()).isEmpty();
        Stamped b0 = Stamped.of("b", 5, 0);
        Stamped b1 = Stamped.of("b", 6, 1);
        bench.send(b0, b1);
        bench.deliver(b1, b0);
        bench.advance(TICK);
        assertThat(alarms()).containsExactly("reordered 1/2");
    }

    @Test
    void loss_is_told_when_the_bucket_has_been_at_rest() {
        bench.send(A0, A1);
        bench.deliver(A0);
        bench.advance(AuditBench.GRACE.minus(TICK));
        assertThat(alarms()).isEmpty();
        bench.advance(TICK.multipliedBy(2));
        assertThat(alarms()).containsExactly("missing 1/1");
        bench.advance(AuditBench.GRACE);
        assertThat(alarms()).isEmpty();
    }

    @Test
    void an_output_that_is_read_first_raises_none() {
        bench.deliver(A0, A1);
        bench.advance(AuditBench.GRACE.minus(TICK));
        bench.send(A0, A1);
        bench.advance(AuditBench.GRACE.multipliedBy(2));
        assertThat(alarms()).isEmpty();
    }
}
