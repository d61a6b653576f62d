package dev.headgate.internal.worker;

import static dev.headgate.internal.interleaving.Interleavings.check;
import static dev.headgate.internal.interleaving.Interleavings.together;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Jobs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Who gets the permit that another returns. */
final class WorkerScenarios {
    private WorkerScenarios() {}

    /** Two calls and one permit: each is made, and never both at once. */
    static final class TwoCallsWithOnePermit implements Runnable {
        @Override
        public void run() {
            List<Job> called = Collections.synchronizedList(new ArrayList<>());
            AtomicInteger open = new AtomicInteger();
            AsyncPermits[] permits = new AsyncPermits[1];
            permits[0] = new AsyncPermits(WorkerGate.open(1), 4, job -> call(job, called, open, permits[0]));
            Job first = Jobs.job(0);
            Job second = Jobs.job(1);
            together(
                    () -> {
                        if (permits[0].takeOrWait(first)) {
                            call(first, called, open, permits[0]);
                        }
                    },
                    () -> {
                        if (permits[0].takeOrWait(second)) {
                            call(second, called, open, permits[0]);
                        }
                    });
            check(called.size() == 2, "each is called once, and not " + called);
            check(permits[0].taken() == 0, "all permits are back");
        }

        private static void call(Job job, List<Job> called, AtomicInteger open, AsyncPermits permits) {
            check(open.incrementAndGet() == 1, "more calls are open than there are permits");
            called.add(job);
            open.decrementAndGet();
            permits.giveBack();
        }
    }
}
