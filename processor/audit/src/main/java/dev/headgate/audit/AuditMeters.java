package dev.headgate.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The audit's meters, of all instances together; set with each report. Used by one thread. */
public final class AuditMeters {
    private static final double[] PERCENTILES = {50, 99, 99.9, 100};
    private static final double PERCENT = 100;
    private static final double NANOS_PER_SECOND = 1e9;

    private final MultiGauge records;
    private final MultiGauge latency;
    private final AtomicLong behind = new AtomicLong();

    public AuditMeters(MeterRegistry registry) {
        records = MultiGauge.builder("headgate.audit")
                .description("Records of a run, by what became of them")
                .baseUnit("records")
                .register(registry);
        latency = MultiGauge.builder("headgate.audit.latency")
                .description("Time from due to delivered of a run's records, by quantile")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("headgate.audit.behind", behind, AtomicLong::doubleValue)
                .description("Records the audit has yet to read")
                .baseUnit("records")
                .strongReference(true)
                .register(registry);
    }

    public void behind(long number) {
        behind.set(number);
    }

    public void update(AuditReport report) {
        List<MultiGauge.Row<?>> counts = new ArrayList<>();
        List<MultiGauge.Row<?>> quantiles = new ArrayList<>();
        for (RunVerdict run : report.runs()) {
            for (Count count : Count.values()) {
                counts.add(row(run, count.label(), count == Count.MISSING ? run.missing() : run.count(count)));
            }
            counts.add(row(run, "pending", run.pending()));
            for (double percentile : PERCENTILES) {
                Tags tags = Tags.of("run", run.run(), "quantile", String.valueOf(percentile / PERCENT));
                quantiles.add(MultiGauge.Row.of(tags, run.latency(percentile).toNanos() / NANOS_PER_SECOND));
            }
        }
        records.register(counts, true);
        latency.register(quantiles, true);
    }

    private static MultiGauge.Row<Number> row(RunVerdict run, String count, long number) {
        return MultiGauge.Row.of(Tags.of("run", run.run(), "count", count), number);
    }
}
