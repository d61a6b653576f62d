package dev.headgate.internal.worker;

import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.CommonResult;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the one result of a batch as its first job's; {@link BatchEnds} ends the other jobs with that one. The lanes stay held
 * until then, even where the sink keeps order: only the whole batch is acknowledged.
 */
final class BatchDeliveryStep extends DeliveryStep {
    private final BoundBatches bound;

    BatchDeliveryStep(
            Sink<Object> sink,
            Downstream sinkSide,
            BatchEnds ends,
            Recovery recovery,
            Scheduler scheduler,
            long timeoutNanos) {
        super(sink, sinkSide, ends, recovery, scheduler, timeoutNanos);
        this.bound = ends.bound();
    }

    @Override
    RecordContext contextOf(Job job) {
        return bound.batchOf(job)
                .<RecordContext>map(batch -> new CommonResult(job, batch.jobs()))
                .orElse(job);
    }

    @Override
    @Nullable
    Job releaseEarly(Job job) {
        return bound.isFirst(job) ? null : super.releaseEarly(job);
    }

    /** Others may end with it, and its lane may still be held. */
    @Override
    @Nullable
    Job endDelivered(Job job, long nowNanos) {
        return ends.end(job, Outcome.Plain.ACKED, nowNanos);
    }

    /** A record that goes away has its part in the batch's result, so nothing of that result may be delivered. */
    @Override
    boolean isGone(Job job) {
        return super.isGone(job) || bound.hasLost(job, isExact());
    }
}
