package dev.headgate.sim.report;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.LatencySummary;
import dev.headgate.sim.RecordCounts;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.SimProgress;
import dev.headgate.sim.SimReport;
import dev.headgate.sim.Simulator;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a run, {@code headgate.sim.*}, as of the last second. Latencies are quantiles over that second. Any thread
 * reads.
 */
public final class SimMetrics implements RunListener {

    private volatile SimProgress progress;
    private volatile LatencySummary corrected;
    private volatile LatencySummary uncorrected;

    /** Registers all meters, tagged with run and topic. */
    public SimMetrics(MeterRegistry registry, SimOptions options, Simulator sim) {
        progress = sim.progress();
        corrected = progress.latencies().corrected();
        uncorrected = progress.latencies().uncorrected();
        Tags tags = Tags.of("run", options.runId(), "topic", options.topic());
        counter(registry, tags, "sent", "Records handed to the Kafka producers", RecordCounts::sent);
        counter(registry, tags, "acked", "Records that the brokers acknowledged", RecordCounts::acked);
        counter(registry, tags, "failed", "Records that the Kafka producers gave up on", RecordCounts::failed);
        counter(registry, tags, "aborted", "Records of transactions aborted on purpose", RecordCounts::aborted);
        counter(registry, tags, "missed", "Arrivals due but never sent", RecordCounts::missed);
        FunctionCounter.builder(
                        "headgate.sim.sent.bytes",
                        this,
                        each -> each.progress.records().bytes())
                .description("Bytes of key and value that were sent")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
        gauge(registry, tags, "inflight", "Records without an answer yet", SimProgress::inFlight);
        gauge(registry, tags, "behind", "Arrivals due but not yet handed over", SimProgress::behind);
        gauge(registry, tags, "target.rate", "Arrivals asked for per second", SimProgress::targetRate);
        latencies(registry, tags.and("from", "intended"), each -> each.corrected);
        latencies(registry, tags.and("from", "actual"), each -> each.uncorrected);
    }

    private void counter(
            MeterRegistry registry, Tags tags, String name, String text, ToDoubleFunction<RecordCounts> value) {
        FunctionCounter.builder("headgate.sim." + name, this, each -> value.applyAsDouble(each.progress.records()))
                .description(text)
                .tags(tags)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry, Tags tags, String name, String text, ToDoubleFunction<SimProgress> value) {
        Gauge.builder("headgate.sim." + name, this, each -> value.applyAsDouble(each.progress))
                .description(text)
                .tags(tags)
                .register(registry);
    }

    private void latencies(MeterRegistry registry, Tags tags, Function<SimMetrics, LatencySummary> which) {
        latency(registry, tags.and("quantile", "0.5"), which.andThen(LatencySummary::p50));
        latency(registry, tags.and("quantile", "0.9"), which.andThen(LatencySummary::p90));
        latency(registry, tags.and("quantile", "0.99"), which.andThen(LatencySummary::p99));
        latency(registry, tags.and("quantile", "0.999"), which.andThen(LatencySummary::p999));
        latency(registry, tags.and("quantile", "1"), which.andThen(LatencySummary::max));
    }

    private void latency(MeterRegistry registry, Tags tags, Function<SimMetrics, Duration> value) {
        TimeGauge.builder(
                        "headgate.sim.latency",
                        this,
                        TimeUnit.NANOSECONDS,
                        each -> value.apply(each).toNanos())
                .description("Latency of the records acknowledged within the last second")
                .tags(tags)
                .register(registry);
    }

    @Override
    public void interval(Interval interval, LatencyInterval latencies) {
        progress = interval.now();
        corrected = interval.corrected();
        uncorrected = interval.uncorrected();
    }

    @Override
    public void ended(SimReport report) {
        // The last interval has said all there is.
    }
}
