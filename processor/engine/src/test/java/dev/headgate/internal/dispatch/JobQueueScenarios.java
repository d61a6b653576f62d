package dev.headgate.internal.dispatch;

import static dev.headgate.internal.interleaving.Interleavings.check;
import static dev.headgate.internal.interleaving.Interleavings.together;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Threads that put jobs into a {@link JobQueue} and take them out. */
final class JobQueueScenarios {
    private JobQueueScenarios() {}

    /** What came out, by whom; null where nothing did. */
    private static void everyJobOnce(int jobs, @Nullable Job... out) {
        int[] seen = new int[jobs];
        for (Job job : out) {
            if (job != null) {
                seen[(int) job.offset()]++;
            }
        }
        for (int i = 0; i < jobs; i++) {
            check(seen[i] == 1, "every job comes out once, and not " + Arrays.toString(seen));
        }
    }

    /** A worker that finds nothing goes to sleep: so nothing may be found only where nothing is. */
    static final class TwoTakersOfTwoWaitingJobs implements Runnable {
        @Override
        public void run() {
            JobQueue queue = new JobQueue(2);
            queue.offer(Jobs.job(0));
            queue.offer(Jobs.job(1));
            @Nullable Job[] out = new Job[2];
            together(() -> out[0] = queue.poll(), () -> out[1] = queue.poll());
            everyJobOnce(2, out);
        }
    }

    /** A ring that is full and goes round: each taker hands its credit on to a job of its own. */
    static final class TakersThatPutBack implements Runnable {
        @Override
        public void run() {
            JobQueue queue = new JobQueue(2);
            queue.offer(Jobs.job(0));
            queue.offer(Jobs.job(1));
            @Nullable Job[] out = new Job[5];
            together(
                    () -> {
                        out[0] = queue.poll();
                        queue.offer(Jobs.job(2));
                    },
                    () -> {
                        out[1] = queue.poll();
                        queue.offer(new Job[] {Jobs.job(3)}, 1);
                    });
            for (int i = 2; i < out.length; i++) {
                out[i] = queue.poll();
            }
            check(out[4] == null, "no more come out than were put in");
            everyJobOnce(4, out);
        }
    }

    /** A group and a single job, from two threads, while a third takes. */
    static final class AGroupBesideASingleJob implements Runnable {
        @Override
        public void run() {
            JobQueue queue = new JobQueue(4);
            Job[] group = {Jobs.job(0), Jobs.job(1)};
            @Nullable Job[] out = new Job[4];
            together(() -> queue.offer(group, 2), () -> queue.offer(Jobs.job(2)), () -> {
                out[0] = queue.poll();
                out[1] = queue.poll();
            });
            int filled = out[1] != null ? 2 : out[0] != null ? 1 : 0;
            for (int i = filled; i < out.length; i++) {
                out[i] = queue.poll();
            }
            everyJobOnce(3, out);
            int firstOfGroup = Arrays.asList(out).indexOf(group[0]);
            check(Arrays.asList(out).indexOf(group[1]) > firstOfGroup, "a group keeps its order");
        }
    }
}
