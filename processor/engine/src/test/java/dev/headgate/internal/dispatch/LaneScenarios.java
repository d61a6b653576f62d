package dev.headgate.internal.dispatch;

import static dev.headgate.internal.interleaving.Interleavings.check;
import static dev.headgate.internal.interleaving.Interleavings.together;

import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import dev.headgate.state.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The poll thread appends to a lane while workers go along it. */
final class LaneScenarios {
    private LaneScenarios() {}

    /** Who appends a job behind one that is just being released either finds it gone or has it run by the releaser. */
    static final class AnAppendWhileTheOneBeforeIsReleased implements Runnable {
        @Override
        public void run() {
            Lanes lanes = new Lanes(Ordering.KEY);
            SourcePartition source = Jobs.source();
            Job first = Jobs.job(0, "key", source, lanes);
            Job second = Jobs.job(1, "key", source, lanes);
            lanes.append(first);
            boolean[] queuedByAppender = new boolean[1];
            @Nullable Job[] handedOver = new Job[1];
            together(() -> queuedByAppender[0] = lanes.append(second), () -> handedOver[0] = Lane.release(first));
            check(queuedByAppender[0] != (handedOver[0] == second), "the second has one owner");
        }
    }

    /** A lane that empties and fills again, with all that the poll thread and the workers do to it. */
    static final class ALaneOfThreeOnTwoThreads implements Runnable {
        private static final int JOBS = 3;

        @Override
        public void run() {
            Lanes lanes = new Lanes(Ordering.KEY);
            JobQueue queue = new JobQueue(4);
            CompletionQueue completions = new CompletionQueue(4);
            SourcePartition source = Jobs.source();
            List<Long> order = new ArrayList<>();
            Runnable worker = () -> {
                for (Job job = queue.poll(); job != null; job = next(job, completions, order)) {
                    Thread.onSpinWait();
                }
            };
            together(
                    () -> {
                        for (int i = 0; i < JOBS; i++) {
                            Job job = Jobs.job(i, "key", source, lanes);
                            if (lanes.append(job)) {
                                queue.offer(job);
                            }
                            completions.drain(lanes::ended);
                        }
                    },
                    worker);
            worker.run();
            completions.drain(lanes::ended);
            check(order.equals(List.of(0L, 1L, 2L)), "each once and in order, and not " + order);
            check(lanes.size() == 0, "no lane is left");
        }

        private static @Nullable Job next(Job job, CompletionQueue completions, List<Long> order) {
            check(job.start(), "nobody else has it");
            order.add(job.offset());
            Job next = Lane.release(job);
            completions.complete(job, Outcome.Plain.ACKED, 0);
            return next;
        }
    }
}
