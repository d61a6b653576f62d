package dev.headgate.internal.interleaving;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobState;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Atomic operations in two steps, for {@link Mutation} to put in their place: each is known by its descriptor. */
@SuppressWarnings("unused") // called from mutated byte code
public final class NotAtomic {
    private NotAtomic() {}

    public static boolean compareAndSet(VarHandle handle, long[] array, int index, long expected, long next) {
        if ((long) handle.getVolatile(array, index) != expected) {
            return false;
        }
        handle.setVolatile(array, index, next);
        return true;
    }

    public static long getAndAdd(VarHandle handle, long[] array, int index, long more) {
        long before = (long) handle.getVolatile(array, index);
        handle.setVolatile(array, index, before + more);
        return before;
    }

    public static boolean compareAndSet(VarHandle handle, Job job, JobState expected, JobState next) {
        if ((JobState) handle.getVolatile(job) != expected) {
            return false;
        }
        handle.setVolatile(job, next);
        return true;
    }

    public static boolean compareAndSet(VarHandle handle, Job job, @Nullable Void expected, Job next) {
        if ((Job) handle.getVolatile(job) != null) {
            return false;
        }
        handle.setVolatile(job, next);
        return true;
    }

    public static Job getAndSet(VarHandle handle, Job job, Job next) {
        Job before = (Job) handle.getVolatile(job);
        handle.setVolatile(job, next);
        return before;
    }

    public static boolean compareAndSet(AtomicInteger number, int expected, int next) {
        if (number.get() != expected) {
            return false;
        }
        number.set(next);
        return true;
    }
}
