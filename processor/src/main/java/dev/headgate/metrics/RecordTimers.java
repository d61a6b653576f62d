package dev.headgate.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long records take, part by part. Fed by the poll thread as records end. */
public final class RecordTimers implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1)
    };

    private final MeterRegistry registry;
    private final Timer wait;
    private final Timer processing;
    private final Timer acknowledgement;

    public RecordTimers(MeterRegistry registry) {
        this.registry = registry;
        wait = timer(MetricName.RECORD_WAIT);
        processing = timer(MetricName.RECORD_PROCESSING);
        acknowledgement = timer(MetricName.RECORD_ACKNOWLEDGEMENT);
    }

    private Timer timer(MetricName name) {
        return Timer.builder(name.meter())
                .description(name.description())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /**
     * Notes a record that reached the sink.
     *
     * @param waitNanos from its poll to its first start
     * @param processingNanos from its first start to its hand-over to the sink
     * @param acknowledgementNanos from there to the acknowledgement
     */
    public void record(long waitNanos, long processingNanos, long acknowledgementNanos) {
        wait.record(waitNanos, TimeUnit.NANOSECONDS);
        processing.record(processingNanos, TimeUnit.NANOSECONDS);
        acknowledgement.record(acknowledgementNanos, TimeUnit.NANOSECONDS);
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        registry.remove(wait);
        registry.remove(processing);
        registry.remove(acknowledgement);
    }
}
