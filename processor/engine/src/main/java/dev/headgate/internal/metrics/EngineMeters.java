package dev.headgate.internal.metrics;

import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.GiveUpReason;
import dev.headgate.state.PauseReason;
import dev.headgate.state.RetryReason;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The meters of the engine as a whole: each reads the latest snapshot when it is asked, so that they cost the engine
 * nothing. Those of a partition are in {@link PartitionMeters}, since they come and go.
 */
public final class EngineMeters implements AutoCloseable {
    private static final double MS_PER_SECOND = 1000.0;

    private final MeterScope scope;
    private final Supplier<EngineSnapshot> snapshots;
    private final List<Meter> meters = new ArrayList<>();

    /** @param snapshots the engine's latest snapshot; called by the thread that reads the registry */
    public EngineMeters(MeterScope scope, Supplier<EngineSnapshot> snapshots) {
        this.scope = scope;
        this.snapshots = snapshots;
        bindCounters();
        bindGivenUp();
        bindGauges();
    }

    private void bindCounters() {
        counter(MetricName.RECORDS_CONSUMED, Tags.empty(), EngineCounters::consumed);
        counter(MetricName.BYTES_CONSUMED, Tags.empty(), EngineCounters::consumedBytes);
        counter(MetricName.RECORDS_ALREADY_DONE, Tags.empty(), EngineCounters::alreadyDone);
        counter(MetricName.RECORDS_ENDED, Tags.of("outcome", "acked"), EngineCounters::acked);
        counter(MetricName.RECORDS_ENDED, Tags.of("outcome", "dead-lettered"), EngineCounters::deadLettered);
        counter(MetricName.RECORDS_ENDED, Tags.of("outcome", "skipped"), EngineCounters::skipped);
        counter(MetricName.RECORDS_ENDED, Tags.of("outcome", "dropped"), EngineCounters::dropped);
        counter(MetricName.PAUSES, Tags.empty(), EngineCounters::pauses);
        counter(MetricName.RESUMES, Tags.empty(), EngineCounters::resumes);
        counter(MetricName.REBALANCES, Tags.of("kind", "assigned"), EngineMeters::assignments);
        counter(MetricName.REBALANCES, Tags.of("kind", "revoked"), EngineCounters::revocations);
        counter(MetricName.REBALANCES, Tags.of("kind", "lost"), EngineCounters::losses);
        counter(MetricName.REVOKED_IN_FLIGHT, Tags.empty(), EngineCounters::revokedInFlight);
        counter(MetricName.CIRCUIT_OPENED, Tags.empty(), EngineCounters::circuitOpened);
        for (RetryReason reason : RetryReason.values()) {
            counter(
                    MetricName.RETRIES,
                    Tags.of("reason", Labels.of(reason)),
                    now -> now.retriesBy().getOrDefault(reason, 0L));
        }
    }

    private void bindGivenUp() {
        for (GiveUpReason reason : GiveUpReason.values()) {
            counter(
                    MetricName.GIVEN_UP,
                    Tags.of("reason", Labels.of(reason)),
                    now -> now.givenUp().getOrDefault(reason, 0L));
        }
    }

    private static double assignments(EngineCounters now) {
        return now.rebalances() - now.revocations() - now.losses();
    }

    private void bindGauges() {
        gauge(MetricName.IN_FLIGHT, Tags.empty(), EngineSnapshot::inFlightRecords);
        gauge(MetricName.QUEUE_CAPACITY, Tags.empty(), EngineSnapshot::queueCapacity);
        gauge(MetricName.IN_FLIGHT_BYTES, Tags.empty(), EngineSnapshot::inFlightBytes);
        gauge(MetricName.QUEUE_BYTES, Tags.empty(), EngineSnapshot::queueBytesCapacity);
        gauge(MetricName.QUEUED, Tags.empty(), EngineSnapshot::queued);
        gauge(MetricName.WORKERS_ACTIVE, Tags.empty(), EngineSnapshot::activeWorkers);
        gauge(MetricName.WORKERS_MAX, Tags.empty(), EngineSnapshot::maxWorkers);
        gauge(MetricName.WORKERS_LIMIT, Tags.empty(), EngineSnapshot::workersLimit);
        gauge(MetricName.HANDLER_RATE, Tags.empty(), EngineSnapshot::handlerRate);
        gauge(
                MetricName.ASSIGNED,
                Tags.empty(),
                snapshot -> snapshot.partitions().size());
        gauge(MetricName.POLL_SILENCE, Tags.empty(), EngineMeters::silence);
        bindReasons();
    }

    private void bindReasons() {
        for (EngineState state : EngineState.values()) {
            gauge(MetricName.STATE, Tags.of("state", Labels.of(state)), now -> now.state() == state ? 1 : 0);
        }
        for (PauseReason reason : PauseReason.values()) {
            if (reason.scope() == PauseReason.Scope.ALL) {
                gauge(
                        MetricName.PAUSED,
                        Tags.of("reason", Labels.of(reason)),
                        now -> now.pauseReason() == reason ? 1 : 0);
            }
            if (reason != PauseReason.NONE) {
                gauge(MetricName.PARTITIONS_PAUSED, Tags.of("reason", Labels.of(reason)), now -> paused(now, reason));
            }
        }
    }

    private static long paused(EngineSnapshot now, PauseReason reason) {
        return now.partitions().stream()
                .filter(partition -> partition.pauseReason() == reason)
                .count();
    }

    /** The poll thread publishes before each poll, so this is what has passed since, less the time between snapshots. */
    private static double silence(EngineSnapshot latest) {
        return Math.max(0, System.currentTimeMillis() - latest.epochMillis()) / MS_PER_SECOND;
    }

    private void counter(MetricName name, Tags tags, ToDoubleFunction<EngineCounters> value) {
        meters.add(scope.counter(
                name,
                tags,
                snapshots,
                latest -> value.applyAsDouble(latest.get().counters())));
    }

    private void gauge(MetricName name, Tags tags, ToDoubleFunction<EngineSnapshot> value) {
        meters.add(scope.gauge(name, tags, snapshots, latest -> value.applyAsDouble(latest.get())));
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(scope::remove);
    }
}
