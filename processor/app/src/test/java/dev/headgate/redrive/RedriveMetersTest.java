package dev.headgate.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.metrics.MeterScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedriveMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MeterScope scope = MeterScope.ofEngine(registry, Map.of("group.id", "orders"));

    private double counted(String name, String label, String value) {
        return registry.get(name).tag(label, value).functionCounter().count();
    }

    @Test
    void what_re_drives_did_is_counted_by_outcome() {
        try (RedriveMeters _ =
                new RedriveMeters(scope, outcome -> outcome == RedriveOutcome.NO_TOPIC ? 5 : 1, () -> true)) {
            assertThat(counted("headgate.redrives", "outcome", "redriven")).isEqualTo(1);
            assertThat(counted("headgate.redrives", "outcome", "no-topic")).isEqualTo(5);
            assertThat(registry.get("headgate.redrive.running").gauge().value()).isEqualTo(1);
        }
        assertThat(registry.getMeters()).isEmpty();
    }
}
