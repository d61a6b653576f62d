package dev.headgate.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** How many records a batch handler gets at a time. Fed by the workers. */
public final class BatchSizes implements AutoCloseable {
    private static final double[] BUCKETS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000};

    private final MeterRegistry registry;
    private final DistributionSummary sizes;

    public BatchSizes(MeterRegistry registry) {
        this.registry = registry;
        this.sizes = DistributionSummary.builder(MetricName.BATCH_SIZE.meter())
                .description(MetricName.BATCH_SIZE.description())
                .baseUnit(MetricName.BATCH_SIZE.unit().orElse(null))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Notes a batch of so many records that is handed to the handler. */
    public void record(int records) {
        sizes.record(records);
    }

    /** Takes the meter out of the registry. */
    @Override
    public void close() {
        registry.remove(sizes);
    }
}
