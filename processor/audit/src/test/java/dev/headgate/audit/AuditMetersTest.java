package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AuditMetersTest {
    private static final long BUCKET_MS = 1_000_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AuditMeters meters = new AuditMeters(registry);

    private static AuditReport report(String run, long missing) {
        Map<Count, Long> counts = Map.of(Count.SENT, 10L, Count.MISSING, missing);
        PartCounts.Entry total = new PartCounts.Entry(run, 0, counts, Map.of(20_000L, 5L));
        PartCounts.Entry recent = new PartCounts.Entry(run, BUCKET_MS, Map.of(Count.MISSING, 1L), Map.of());
        return AuditReport.of(List.of(new PartCounts(0, List.of(total), List.of(recent))), BUCKET_MS);
    }

    private double records(String run, String count) {
        return registry.get("headgate.audit")
                .tags("run", run, "count", count)
                .gauge()
                .value();
    }

    @Test
    void counts_and_latencies_follow_the_reports() {
        meters.update(report("a", 1));
        meters.update(report("a", 3));
        meters.behind(7);
        assertThat(records("a", "sent")).isEqualTo(10);
        assertThat(records("a", "missing")).isEqualTo(2);
        assertThat(records("a", "pending")).isEqualTo(1);
        assertThat(registry.get("headgate.audit.latency")
                        .tags("run", "a", "quantile", "0.99")
                        .gauge()
                        .value())
                .isBetween(0.020, 0.0203);
        assertThat(registry.get("headgate.audit.behind").gauge().value()).isEqualTo(7);
    }

    @Test
    void a_run_that_is_gone_leaves_no_meter_behind() {
        meters.update(report("a", 1));
        meters.update(report("b", 1));
        assertThat(registry.find("headgate.audit").tag("run", "a").gauges()).isEmpty();
        assertThat(records("b", "sent")).isEqualTo(10);
    }
}
