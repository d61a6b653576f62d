package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.WorkerStats;
import dev.headgate.state.GiveUpReason;
import dev.headgate.state.RetryReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a pipeline tells about itself, read from those of its parts that know. Any thread. */
record PipelineStats(
        List<Stage> stages,
        Optional<BulkStage> bulk,
        LiveLimits limits,
        DeliveryStep delivery,
        Recovery recovery,
        Downstreams downstreams)
        implements WorkerStats {
    @Override
    public int activeWorkers() {
        int first = stages.getFirst().pool().busy();
        return bulk.map(f -> f.active(first)).orElse(first) + activeLater();
    }

    @Override
    public int inHand() {
        int first = stages.getFirst().pool().busy();
        return bulk.map(f -> f.inHand(first)).orElse(first) + activeLater();
    }

    private int activeLater() {
        return stages.stream().skip(1).mapToInt(stage -> stage.pool().busy()).sum();
    }

    @Override
    public int maxWorkers() {
        return stages.stream().mapToInt(stage -> stage.pool().size()).sum();
    }

    @Override
    public int workersLimit() {
        return limits.workers();
    }

    @Override
    public double handlerRate() {
        return limits.rate();
    }

    @Override
    public int delivering() {
        return delivery.delivering();
    }

    @Override
    public long retries() {
        return recovery.retries();
    }

    @Override
    public Map<RetryReason, Long> retriesBy() {
        return recovery.retriesBy();
    }

    @Override
    public long failures() {
        return recovery.tally().failures();
    }

    @Override
    public Map<String, Long> givenUpBy() {
        return recovery.tally().givenUpBy();
    }

    @Override
    public Map<GiveUpReason, Long> givenUp() {
        return recovery.tally().givenUp();
    }

    /** How many probes of circuits that are open now have failed. */
    int failedProbes() {
        return downstreams.failedProbes();
    }

    @Override
    public long circuitOpened() {
        return downstreams.opened();
    }

    @Override
    public Optional<String> lastError() {
        return recovery.lastError();
    }
}
