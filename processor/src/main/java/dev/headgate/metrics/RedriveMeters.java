package dev.headgate.metrics;

import dev.headgate.model.RedriveOutcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/** The meters of the re-drives that a processor runs. */
public final class RedriveMeters implements AutoCloseable {
    private final MeterRegistry registry;

    /** Micrometer holds a counter's source weakly: once nobody else does, it stands at 0. */
    private final ToLongFunction<RedriveOutcome> totals;

    private final List<Meter> meters = new ArrayList<>();

    /**
     * @param totals what was done with dead letters so far; called by whoever reads the registry, as is the other
     * @param running whether one is running
     */
    public RedriveMeters(MeterRegistry registry, ToLongFunction<RedriveOutcome> totals, BooleanSupplier running) {
        this.registry = registry;
        this.totals = totals;
        for (RedriveOutcome outcome : RedriveOutcome.values()) {
            meters.add(counter(outcome));
        }
        meters.add(Gauge.builder(MetricName.REDRIVE_RUNNING.meter(), running, is -> is.getAsBoolean() ? 1 : 0)
                .description(MetricName.REDRIVE_RUNNING.description())
                .strongReference(true)
                .register(registry));
    }

    private Meter counter(RedriveOutcome outcome) {
        return FunctionCounter.builder(MetricName.REDRIVES.meter(), totals, counts -> counts.applyAsLong(outcome))
                .description(MetricName.REDRIVES.description())
                .tag("outcome", Labels.of(outcome))
                .register(registry);
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
