package dev.headgate.internal.worker;

import dev.headgate.api.RetryPolicy;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.flow.AdaptiveLimit;
import dev.headgate.internal.flow.Circuit;
import dev.headgate.internal.flow.ConcurrencyLimit;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Makes stages with their bounds out of what is configured.
 *
 * @param options the engine's
 * @param scheduler time and threads
 * @param delivering how many records the sink has
 * @param goOn brings a job back to where it failed
 */
record StageFactory(EngineOptions options, Scheduler scheduler, IntSupplier delivering, Consumer<Job> goOn) {
    private static final int FAILURES_TO_OPEN = 5;

    /** @param newWorker makes a worker of this stage; called once the stage is made */
    Stage make(int index, Pipeline.StageSpec spec, boolean isLast, Function<WorkerPool, Worker> newWorker) {
        ThreadFactory threads = scheduler
                .workers(options.threads())
                .name("headgate-" + spec.name() + "-worker-", 1)
                .factory();
        int workers = spec.options().workers();
        ConcurrencyLimit limit = new ConcurrencyLimit(workers);
        WorkerGate gate = new WorkerGate(limit, sinkCounts(spec, isLast) ? delivering : () -> 0);
        boolean isAsync = spec.work() instanceof StageWork.Async;
        WorkerPool pool = new WorkerPool(
                spec.name(),
                workers,
                threads,
                isAsync ? WorkerGate.open(workers) : gate,
                newWorker,
                scheduler::nanoTime);
        Optional<AdaptiveLimit> adaptive = spec.options().adaptive()
                ? Optional.of(new AdaptiveLimit(limit, scheduler.nanoTime()))
                : Optional.empty();
        return new Stage(
                index,
                spec.options(),
                options.queueRecords(),
                scheduler,
                new Stage.Bounds(limit, gate, adaptive, downstream("the stage " + spec.name(), adaptive, false)),
                pool);
    }

    /** Of a batch only the handler's part counts: its records go on one by one. */
    private static boolean sinkCounts(Pipeline.StageSpec spec, boolean isLast) {
        return spec.options().adaptive() && isLast && !(spec.work() instanceof StageWork.Batches);
    }

    /** The sink, as the side to which the last stage delivers. */
    Downstream sinkSide(Pipeline.StageSpec lastSpec, Stage last) {
        return downstream("the sink", sinkCounts(lastSpec, true) ? last.adaptive() : Optional.empty(), true);
    }

    private Downstream downstream(String calledBy, Optional<AdaptiveLimit> adaptive, boolean timeoutsOpen) {
        RetryPolicy retry = options.retry();
        Circuit circuit = new Circuit(
                FAILURES_TO_OPEN,
                retry.initialBackoff().toNanos(),
                retry.maxBackoff().toNanos());
        WaitingRoom room = new WaitingRoom(circuit, scheduler, retry, goOn);
        return new Downstream(
                circuit,
                adaptive,
                timeoutsOpen,
                new FailureReader(options.unavailable()),
                new Blame(circuit),
                room,
                new OutageNotice(calledBy, scheduler));
    }
}
