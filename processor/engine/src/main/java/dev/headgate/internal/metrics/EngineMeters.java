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
        counter(MetricName.RECORDS_CONSUMED, now -> now.records().consumed());
        counter(MetricName.BYTES_CONSUMED, now -> now.records().consumedBytes());
        counter(MetricName.RECORDS_ALREADY_DONE, now -> now.records().alreadyDone());
        counter(
                MetricName.RECORDS_ENDED,
                Tags.of("outcome", "acked"),
                now -> now.records().acked());
        counter(
                MetricName.RECORDS_ENDED,
                Tags.of("outcome", "dead-lettered"),
                now -> now.records().deadLettered());
        counter(
                MetricName.RECORDS_ENDED,
                Tags.of("outcome", "skipped"),
                now -> now.records().skipped());
        counter(
                MetricName.RECORDS_ENDED,
                Tags.of("outcome", "dropped"),
                now -> now.records().dropped());
        counter(MetricName.PAUSES, now -> now.partitions().pauses());
        counter(MetricName.RESUMES, now -> now.partitions().resumes());
        counter(MetricName.REBALANCES, Tags.of("kind", "assigned"), EngineMeters::assignments);
        counter(
                MetricName.REBALANCES,
                Tags.of("kind", "revoked"),
                now -> now.partitions().revocations());
        counter(
                MetricName.REBALANCES,
                Tags.of("kind", "lost"),
                now -> now.partitions().losses());
        counter(MetricName.REVOKED_IN_FLIGHT, now -> now.partitions().revokedInFlight());
        counter(MetricName.CIRCUIT_OPENED, now -> now.failures().circuitOpened());
        for (RetryReason reason : RetryReason.values()) {
            counter(
                    MetricName.RETRIES,
                    Tags.of("reason", Labels.of(reason)),
                    now -> now.failures().retriesBy().getOrDefault(reason, 0L));
        }
    }

    private void bindGivenUp() {
        for (GiveUpReason reason : GiveUpReason.values()) {
            counter(
                    MetricName.GIVEN_UP,
                    Tags.of("reason", Labels.of(reason)),
                    now -> now.failures().givenUp().getOrDefault(reason, 0L));
        }
    }

    private static double assignments(EngineCounters now) {
        EngineCounters.Partitions partitions = now.partitions();
        return partitions.rebalances() - partitions.revocations() - partitions.losses();
    }

    private void bindGauges() {
        gauge(MetricName.IN_FLIGHT, now -> now.queue().records());
        gauge(MetricName.QUEUE_CAPACITY, now -> now.queue().capacity());
        gauge(MetricName.IN_FLIGHT_BYTES, now -> now.queue().bytes());
        gauge(MetricName.QUEUE_BYTES, now -> now.queue().bytesCapacity());
        gauge(MetricName.QUEUED, now -> now.queue().queued());
        gauge(MetricName.WORKERS_ACTIVE, now -> now.workers().active());
        gauge(MetricName.WORKERS_MAX, now -> now.workers().max());
        gauge(MetricName.WORKERS_LIMIT, now -> now.workers().limit());
        gauge(MetricName.HANDLER_RATE, now -> now.workers().handlerRate());
        gauge(MetricName.ASSIGNED, snapshot -> snapshot.partitions().size());
        gauge(MetricName.POLL_SILENCE, EngineMeters::silence);
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

    private void counter(MetricName name, ToDoubleFunction<EngineCounters> value) {
        counter(name, Tags.empty(), value);
    }

    private void counter(MetricName name, Tags tags, ToDoubleFunction<EngineCounters> value) {
        meters.add(scope.counter(
                name,
                tags,
                snapshots,
                latest -> value.applyAsDouble(latest.get().counters())));
    }

    private void gauge(MetricName name, ToDoubleFunction<EngineSnapshot> value) {
        gauge(name, Tags.empty(), value);
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
