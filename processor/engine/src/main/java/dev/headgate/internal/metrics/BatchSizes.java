package dev.headgate.internal.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;

/** How many records a batch handler gets at a time. Fed by the workers. */
public final class BatchSizes implements AutoCloseable {
    private static final double[] BUCKETS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000};

    private final MeterScope scope;
    private final DistributionSummary sizes;

    public BatchSizes(MeterScope scope) {
        this.scope = scope;
        this.sizes = DistributionSummary.builder(MetricName.BATCH_SIZE.meter())
                .description(MetricName.BATCH_SIZE.description())
                .baseUnit(MetricName.BATCH_SIZE.unit().orElse(null))
                .tags(scope.with(Tags.empty()))
                .serviceLevelObjectives(BUCKETS)
                .register(scope.registry());
    }

    /** Notes a batch of this many records that is handed to the handler. */
    public void record(int records) {
        sizes.record(records);
    }

    /** Takes the meter out of the registry. */
    @Override
    public void close() {
        scope.remove(sizes);
    }
}
