package dev.headgate.redrive;

import dev.headgate.internal.metrics.Labels;
import dev.headgate.internal.metrics.MeterScope;
import dev.headgate.internal.metrics.MetricName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/** The meters of the re-drives that a processor runs. */
public final class RedriveMeters implements AutoCloseable {
    private final MeterScope scope;

    /** Micrometer holds a counter's source weakly: once nobody else does, it stands at 0. */
    private final ToLongFunction<RedriveOutcome> totals;

    private final List<Meter> meters = new ArrayList<>();

    /**
     * @param totals what was done with dead letters so far; called by the thread that reads the registry, as is the other
     * @param running whether one is running
     */
    public RedriveMeters(MeterScope scope, ToLongFunction<RedriveOutcome> totals, BooleanSupplier running) {
        this.scope = scope;
        this.totals = totals;
        for (RedriveOutcome outcome : RedriveOutcome.values()) {
            meters.add(counter(outcome));
        }
        meters.add(scope.gauge(MetricName.REDRIVE_RUNNING, Tags.empty(), running, is -> is.getAsBoolean() ? 1 : 0));
    }

    private Meter counter(RedriveOutcome outcome) {
        Tags which = Tags.of("outcome", Labels.of(outcome));
        return scope.counter(MetricName.REDRIVES, which, totals, counts -> counts.applyAsLong(outcome));
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(scope::remove);
    }
}
