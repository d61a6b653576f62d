package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Job;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread interrupt the attempt that a worker has under way, and only that one.
 *
 * <p>The danger is an interrupt that arrives late and hits the worker's next record. So the interrupting thread first moves the
 * state to {@code INTERRUPTING}, which keeps the attempt from ending, looks again whether the attempt is still the one it
 * meant, interrupts, and lets go. A worker that ends its attempt meanwhile waits for those few instructions, and takes the
 * interrupt with it.
 */
final class AttemptWatch {
    private enum State {
        IDLE,
        RUNNING,
        INTERRUPTING,
        INTERRUPTED
    }

    /** Above it a fresh thread costs next to nothing, and a handler that waits for nobody is mostly below. */
    private static final long LONG_NANOS = 200_000;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(AttemptWatch.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal") // by compare-and-set
    private volatile State state = State.IDLE;

    private long startedNanos;
    private long lastEndedNanos;
    private boolean tookLong;
    private boolean timed;
    private @Nullable Thread thread;
    private @Nullable Job job;
    private @Nullable Batch batch;
    private volatile boolean cancelled;

    /**
     * When the worker takes up its next record, in ns: just when the one before ended, unless it did something in between.
     * To read the clock costs more than a small handler does.
     */
    long startNanos(Scheduler scheduler) {
        long ended = lastEndedNanos;
        lastEndedNanos = 0;
        return ended == 0 ? scheduler.nanoTime() : ended;
    }

    /** The handler has returned. */
    void handled(long nowNanos) {
        tookLong = nowNanos - startedNanos > LONG_NANOS;
    }

    /**
     * The handler has returned, and the sink gets its own attempt: no interrupt that was meant for the handler reaches it. Where
     * the handler was quick, its attempt and the sink's differ by less than a timeout can tell, and nothing is done. Once the
     * engine ends, every interrupt is meant for both.
     */
    void beginDelivery(long nowNanos, Job job) {
        if (tookLong && !cancelled) {
            if (end()) {
                job.goOn();
            }
            begin(nowNanos, job);
        }
    }

    /** Whether the last record's handler took so long that it has most probably waited. Asked once for each. */
    boolean tookLong() {
        boolean took = tookLong;
        tookLong = false;
        return took;
    }

    /** The record has ended with its attempt; the worker goes on to the next one at once. */
    void recordEnded(long nowNanos) {
        lastEndedNanos = nowNanos;
    }

    /** The worker does something else before its next record. */
    void pause() {
        lastEndedNanos = 0;
    }

    /** The worker begins an attempt at this job. */
    void begin(long nowNanos, Job job) {
        begin(nowNanos, job, true);
    }

    /** The worker begins an attempt at this batch. */
    void begin(long nowNanos, Batch together) {
        batch = together;
        begin(nowNanos, together.first(), true);
    }

    /** The worker begins to wait with this job: the time doesn't count, but the wait can be cancelled. */
    void beginWait(Job job) {
        begin(0, job, false);
    }

    private void begin(long nowNanos, Job job, boolean timed) {
        this.timed = timed;
        this.startedNanos = nowNanos;
        this.thread = Thread.currentThread();
        this.job = job;
        STATE.setRelease(this, State.RUNNING);
    }

    /**
     * The worker ends its attempt. Returns whether it was interrupted; the thread's interrupt flag is clear afterwards, even
     * where user code has set it.
     */
    boolean end() {
        boolean interrupted = leave();
        batch = null;
        boolean _ = Thread.interrupted();
        return interrupted;
    }

    private boolean leave() {
        while (!STATE.compareAndSet(this, State.RUNNING, State.IDLE)) {
            if (state == State.INTERRUPTED) {
                STATE.setRelease(this, State.IDLE);
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** Whether the attempt under way has been interrupted from here, and not by user code. Its own thread. */
    boolean isInterrupted() {
        State present = state;
        return present == State.INTERRUPTING || present == State.INTERRUPTED;
    }

    /** Interrupts the attempt under way, if there is one that began before. Any thread. */
    void interruptIfStartedBefore(long nanos) {
        if (hold()) {
            if (timed && startedNanos - nanos < 0) {
                interrupt();
            } else {
                STATE.setRelease(this, State.RUNNING);
            }
        }
    }

    /** Interrupts the attempt under way if all that it is made for has gone to another owner. Any thread. */
    void interruptIfGone() {
        if (hold()) {
            if (isGone()) {
                interrupt();
            } else {
                STATE.setRelease(this, State.RUNNING);
            }
        }
    }

    private boolean isGone() {
        Batch together = batch;
        return together == null ? job != null && job.source().isGone() : together.isGone();
    }

    /** Interrupts whatever is under way, since the engine ends. Any thread. */
    void cancel() {
        cancelled = true;
        if (hold()) {
            interrupt();
        }
    }

    private boolean hold() {
        return state == State.RUNNING && STATE.compareAndSet(this, State.RUNNING, State.INTERRUPTING);
    }

    private void interrupt() {
        if (job != null && thread != null) {
            job.cancel();
            thread.interrupt();
        }
        STATE.setRelease(this, State.INTERRUPTED);
    }
}
