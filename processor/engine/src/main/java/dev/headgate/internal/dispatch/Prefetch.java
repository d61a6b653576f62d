package dev.headgate.internal.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the memory of jobs before it is needed, so that several of them are on their way to the processor's cache at a
 * time. The reads are opaque, so that the compiler doesn't leave them out.
 */
final class Prefetch {
    private static final VarHandle BYTES = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final int CACHE_LINE = 64;

    /** This many of a lane together; with as many keys as records in flight, more hardly ever wait behind one another. */
    private static final int TOUCHED_IN_LANE = 4;

    private Prefetch() {}

    /** Both cache lines of a job that has ended, for the poll thread, which settles it. Poll thread. */
    static void ended(Job job) {
        Object _ = Job.STATE.getOpaque(job);
        long _ = (long) Job.ENDED_NANOS.getOpaque(job);
    }

    /** The link to the job behind this one in its lane. Poll thread. */
    static void link(Job job) {
        Object _ = Job.NEXT_IN_LANE.getOpaque(job);
    }

    /** All that a handler is likely to read, of this job and of those that a worker will go on to after it. Any thread. */
    static void handled(Job first) {
        @Nullable Job job = first;
        for (int i = 0; i < TOUCHED_IN_LANE && job != null; i++) {
            one(job);
            job = job.nextInLane();
        }
    }

    private static void one(Job job) {
        Object _ = Job.STATE.getOpaque(job);
        byte[] value = job.record().value();
        if (value != null && value.length > 0) {
            byte _ = (byte) BYTES.getOpaque(value, 0);
            byte _ = (byte) BYTES.getOpaque(value, Math.min(value.length - 1, CACHE_LINE));
        }
    }
}
