package dev.headgate;

import dev.headgate.internal.Failures;
import dev.headgate.internal.consumer.JobListener;
import dev.headgate.internal.dispatch.Job;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what watches a record from deciding about it: a meter registry is user code, and what it throws is told once and costs a
 * measurement, never a record or the poll thread. What nothing would survive goes on to the caller.
 */
final class GuardedListener implements JobListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    private final JobListener listener;
    private final AtomicBoolean told = new AtomicBoolean();

    GuardedListener(JobListener listener) {
        this.listener = listener;
    }

    @Override
    public void ended(Job job) {
        try {
            listener.ended(job);
        } catch (Throwable e) {
            tell(told, e);
        }
    }

    @Override
    public void commitAnswered(boolean confirmed, long nanos) {
        try {
            listener.commitAnswered(confirmed, nanos);
        } catch (Throwable e) {
            tell(told, e);
        }
    }

    @Override
    public void transactionEnded(boolean committed, long nanos) {
        try {
            listener.transactionEnded(committed, nanos);
        } catch (Throwable e) {
            tell(told, e);
        }
    }

    @Override
    public void released(long nanos) {
        try {
            listener.released(nanos);
        } catch (Throwable e) {
            tell(told, e);
        }
    }

    /** The same for a listener that workers call. */
    static IntConsumer guarded(IntConsumer listener) {
        AtomicBoolean told = new AtomicBoolean();
        return number -> {
            try {
                listener.accept(number);
            } catch (Throwable e) {
                tell(told, e);
            }
        };
    }

    private static void tell(AtomicBoolean told, Throwable failure) {
        if (Failures.isUnsurvivable(failure)) {
            throw new IllegalStateException("what measures records has failed", failure);
        }
        if (told.compareAndSet(false, true)) {
            LOG.error("what measures records has failed; from here on measurements may be missing", failure);
        }
    }
}
