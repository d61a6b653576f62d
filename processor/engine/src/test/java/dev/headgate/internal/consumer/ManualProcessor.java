package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobProcessor;
import dev.headgate.internal.dispatch.Lane;
import dev.headgate.internal.dispatch.WorkerStats;
import dev.headgate.state.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stands for workers and sink: nothing happens to a job but what the test says. */
final class ManualProcessor implements JobProcessor {
    private static final WorkerStats IDLE = new WorkerStats() {
        @Override
        public int activeWorkers() {
            return 0;
        }

        @Override
        public int maxWorkers() {
            return 1;
        }

        @Override
        public int delivering() {
            return 0;
        }

        @Override
        public long circuitOpened() {
            return 0;
        }

        @Override
        public long retries() {
            return 0;
        }

        @Override
        public Optional<String> lastError() {
            return Optional.empty();
        }
    };

    final List<Job> submitted = new ArrayList<>();
    boolean downstreamUnavailable;
    int cancels;
    boolean outOfMemory;
    private final CompletionQueue completions;

    ManualProcessor(CompletionQueue completions) {
        this.completions = completions;
    }

    Job job(long offset) {
        return submitted.stream()
                .filter(job -> job.offset() == offset)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    void start(long offset) {
        if (!job(offset).start()) {
            throw new AssertionError("record " + offset + " could not start");
        }
    }

    void end(Job job, Outcome outcome) {
        Job next = Lane.release(job);
        completions.complete(job, outcome, 0);
        if (next != null) {
            submit(next);
        }
    }

    void acknowledge(long... offsets) {
        for (long offset : offsets) {
            start(offset);
            end(job(offset), Outcome.Plain.ACKED);
        }
    }

    /** Does what a worker does when it comes upon a job that was dropped. */
    void discard(long offset) {
        Job job = job(offset);
        if (job.start()) {
            throw new AssertionError("record " + offset + " was not dropped");
        }
        end(job, Outcome.Plain.DROPPED);
    }

    @Override
    public void submit(Job job) {
        submitted.add(job);
    }

    @Override
    public void ownershipEnded() {
        if (outOfMemory) {
            throw new OutOfMemoryError("no memory for a timer");
        }
    }

    @Override
    public void flush() {}

    @Override
    public void cancel() {
        cancels++;
    }

    @Override
    public boolean isDownstreamUnavailable() {
        return downstreamUnavailable;
    }

    @Override
    public WorkerStats stats() {
        return IDLE;
    }
}
