package dev.headgate.internal.dispatch;

import static dev.headgate.internal.interleaving.Interleavings.check;
import static dev.headgate.internal.interleaving.Interleavings.together;

import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.interleaving.Parking;
import dev.headgate.state.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Jobs that end on several threads, and the poll thread that settles them, sleeps until they are there, or drops them. */
final class CompletionScenarios {
    private CompletionScenarios() {}

    private static Job running(long offset) {
        Job job = Jobs.job(offset);
        job.start();
        return job;
    }

    /** The thread that waits for the second is not left asleep when both are there. */
    static final class AWaitForTheSecondOfTwo implements Runnable {
        @Override
        public void run() {
            Parking.reset();
            CompletionQueue completions = new CompletionQueue(2, Parking::parkNanos);
            Job first = running(0);
            Job second = running(1);
            List<Job> drained = new ArrayList<>();
            together(
                    () -> completions.complete(first, Outcome.Plain.ACKED, 0),
                    () -> completions.complete(second, Outcome.Plain.ACKED, 0),
                    () -> {
                        while (drained.size() < 2) {
                            completions.await(2 - drained.size(), Long.MAX_VALUE);
                            completions.drain(drained::add);
                        }
                    });
            check(drained.contains(first) && drained.contains(second) && drained.size() == 2, "each once: " + drained);
        }
    }

    /** Drained while they come, with a ring that goes round. */
    static final class ADrainWhileJobsEnd implements Runnable {
        @Override
        public void run() {
            CompletionQueue completions = new CompletionQueue(4);
            Job[] jobs = {running(0), running(1), running(2)};
            List<Job> drained = new ArrayList<>();
            together(
                    () -> completions.complete(jobs[0], Outcome.Plain.ACKED, 0),
                    () -> {
                        completions.complete(jobs[1], Outcome.Plain.ACKED, 0);
                        completions.complete(jobs[2], Outcome.Plain.ACKED, 0);
                    },
                    () -> completions.drain(drained::add));
            completions.drain(drained::add);
            check(drained.size() == 3 && drained.containsAll(List.of(jobs)), "each once: " + drained);
            check(drained.indexOf(jobs[1]) < drained.indexOf(jobs[2]), "in the order of who ended them");
        }
    }

    /** The poll thread lets go of a partition while a worker is about to start a record of it. */
    static final class ADropWhileAWorkerStarts implements Runnable {
        @Override
        public void run() {
            CompletionQueue completions = new CompletionQueue(2);
            SourcePartition source = Jobs.source();
            Job job = new Job(Jobs.record(0, null), source, Lane.FREE, 1, 0);
            boolean[] ran = new boolean[1];
            boolean[] dropped = new boolean[1];
            together(
                    () -> {
                        ran[0] = job.start();
                        completions.complete(job, ran[0] ? Outcome.Plain.ACKED : Outcome.Plain.DROPPED, 0);
                    },
                    () -> {
                        source.revoke();
                        dropped[0] = job.drop();
                    });
            check(!(ran[0] && dropped[0]), "dropped, as the poll thread believes, and running");
            List<Job> drained = new ArrayList<>();
            completions.drain(drained::add);
            check(drained.equals(List.of(job)), "settled once");
            check(job.outcome() == (ran[0] ? Outcome.Plain.ACKED : Outcome.Plain.DROPPED), "one outcome");
        }
    }
}
