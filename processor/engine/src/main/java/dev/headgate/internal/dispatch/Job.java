package dev.headgate.internal.dispatch;

import dev.headgate.internal.SourcePartition;
import dev.headgate.state.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way from the poll thread through a lane and the stages to the sink, and back as its own completion
 * message: it carries the links of the lane and of the completion queue itself, so that nothing more is allocated for it.
 *
 * <p>Ownership is handed on, and with it the right to write: poll thread → worker → sink callback → poll thread. Each
 * hand-over goes through a queue or through {@link #state}, which order the plain fields. The state alone is contended:
 * the poll thread drops a queued job while a worker may be about to start it, and one compare-and-set decides. It has ended
 * once the poll thread has heard of it; see {@link CompletionQueue}.
 */
public final class Job extends PolledRecord {
    static final VarHandle STATE;
    static final VarHandle NEXT_IN_LANE;
    static final VarHandle ENDED_NANOS;
    private static final VarHandle STARTED_NANOS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Job.class, "state", JobState.class);
            NEXT_IN_LANE = lookup.findVarHandle(Job.class, "nextInLane", Job.class);
            ENDED_NANOS = lookup.findVarHandle(Job.class, "endedNanos", long.class);
            STARTED_NANOS = lookup.findVarHandle(Job.class, "startedNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SourcePartition source;
    private final long lane;
    private final int bytes;
    private final long polledNanos;

    /** The slot in the partition's window; poll thread only. */
    private long slot;

    @SuppressWarnings("FieldMayBeFinal") // by compare-and-set
    private volatile JobState state = JobState.QUEUED;

    /** The job behind it in its lane; itself once the lane is released. */
    @SuppressWarnings("FieldMayBeFinal") // by compare-and-set
    private volatile @Nullable Job nextInLane;

    private boolean holdsBuffer;
    private int step;
    private volatile boolean cancelled;
    private int failures;
    private @Nullable Doubt doubt;
    private Object value;
    private long startedNanos;
    private long handledNanos;
    private long endedNanos;
    private Outcome outcome = Outcome.Plain.DROPPED;

    /**
     * @param lane the id of the lane in which it waits for earlier records; see {@link Lanes#laneOf}
     * @param bytes what it costs of the budget
     * @param polledNanos when it was polled
     */
    public Job(ConsumerRecord<byte[], byte[]> record, SourcePartition source, long lane, int bytes, long polledNanos) {
        super(record);
        this.source = source;
        this.lane = lane;
        this.bytes = bytes;
        this.polledNanos = polledNanos;
        this.value = record;
    }

    public SourcePartition source() {
        return source;
    }

    /** What it costs of the budget. */
    public int bytes() {
        return bytes;
    }

    public long slot() {
        return slot;
    }

    public void slot(long number) {
        slot = number;
    }

    /** The id of the lane in which it waits; see {@link Lane#isFree}. */
    public long lane() {
        return lane;
    }

    // ---- state ----

    public JobState state() {
        return state;
    }

    /** A worker takes it up. False if it is dropped, before this call or by it, since its partition is going away. */
    public boolean start() {
        if (!source.isOwned()) {
            drop();
            return false;
        }
        return STATE.compareAndSet(this, JobState.QUEUED, JobState.RUNNING);
    }

    /** Its partition goes away: it will not start if it has not yet. Returns whether it is dropped now. */
    public boolean drop() {
        return STATE.compareAndSet(this, JobState.QUEUED, JobState.DROPPED) || state == JobState.DROPPED;
    }

    /** Its owner lets go of it, to be taken up again later. */
    public void requeue() {
        cancelled = false;
        move(JobState.QUEUED);
    }

    /** The sink has it now. */
    public void delivering() {
        move(JobState.DELIVERING);
    }

    /** It has its one outcome. What was done with it after its partition had gone counts as dropped. Poll thread. */
    void end(Outcome how, long nowNanos) {
        outcome = how.isDone() && source.isGone() ? Outcome.Plain.DROPPED : how;
        endedNanos = nowNanos;
        move(JobState.ENDED);
    }

    private void move(JobState next) {
        JobState present = state;
        if (!present.mayBecome(next)) {
            throw new IllegalStateException(this + " can't go from " + present + " to " + next);
        }
        STATE.setRelease(this, next);
    }

    public Outcome outcome() {
        return outcome;
    }

    // ---- what its present owner notes ----

    /** The input of its next step. */
    public Object value() {
        return value;
    }

    /** Which step is next: the number of a stage, or of the delivery that comes after the last one. */
    public int step() {
        return step;
    }

    /** Sends it on, with the input of its next step. */
    public void step(int next, Object input) {
        step = next;
        value = input;
    }

    /** It occupies a place in a stage's buffer, which is returned by the worker that takes it from there. */
    public boolean holdsBuffer() {
        return holdsBuffer;
    }

    public void holdsBuffer(boolean holds) {
        holdsBuffer = holds;
    }

    public void started(long nowNanos) {
        if (startedNanos == 0) {
            STARTED_NANOS.setOpaque(this, nowNanos);
        }
    }

    public void handled(long nowNanos) {
        handledNanos = nowNanos;
    }

    /** When it was last handed over to the sink, in ns. */
    public long handledNanos() {
        return handledNanos;
    }

    /** Another attempt has failed. Returns how many have. */
    public int failed() {
        return ++failures;
    }

    /** The failures so far count no more: it is tried in another way from here on. */
    public void startOver() {
        doubt = null;
        failures = 0;
    }

    /** What is known of its attempts that met nobody. */
    public Doubt doubt() {
        Doubt known = doubt;
        if (known == null) {
            known = new Doubt();
            doubt = known;
        }
        return known;
    }

    /** How many of its attempts met nobody. */
    public int timesInVain() {
        return doubt == null ? 0 : doubt.times();
    }

    /** The attempt under way ran out of time. */
    public void cancel() {
        cancelled = true;
    }

    /** Another attempt begins after one that was told to end and ended well all the same. */
    public void goOn() {
        cancelled = false;
    }

    /** Whether the attempt under way ran out of time. */
    public boolean isOutOfTime() {
        return cancelled;
    }

    public long polledNanos() {
        return polledNanos;
    }

    /** Since a worker first took it up, in ns; 0 if none has. Any thread: it may hear of it a moment later. */
    public long heldNanos(long nowNanos) {
        long since = (long) STARTED_NANOS.getOpaque(this);
        return since == 0 ? 0 : Math.max(0, nowNanos - since);
    }

    /** From the poll to the first start, in ns. */
    public long waitNanos() {
        return startedNanos == 0 ? 0 : startedNanos - polledNanos;
    }

    /** From the first start to the last hand-over to the sink, in ns: backoffs included. */
    public long processingNanos() {
        return handledNanos == 0 ? 0 : handledNanos - startedNanos;
    }

    /** From the last hand-over to the sink to the acknowledgement, in ns. */
    public long acknowledgementNanos() {
        return handledNanos == 0 ? 0 : endedNanos - handledNanos;
    }

    // ---- links ----

    /** Links the job behind this one in its lane. False if this one has closed the field already. */
    boolean linkNext(Job next) {
        return nextInLane == null && NEXT_IN_LANE.compareAndSet(this, null, next);
    }

    /** The job behind it, if one is linked and the field is not closed. */
    @Nullable
    Job nextInLane() {
        Job next = nextInLane;
        return next == this ? null : next;
    }

    /** Closes the field, by a link to this job itself. Returns the job behind, the first time and if there is one. */
    @Nullable
    Job closeNext() {
        Job next = (Job) NEXT_IN_LANE.getAndSet(this, this);
        return next == this ? null : next;
    }

    // ---- RecordContext ----

    @Override
    public int attempt() {
        return failures + 1;
    }

    @Override
    public boolean isCancelled() {
        return cancelled || source.isGone();
    }

    @Override
    public String toString() {
        return source.topicPartition() + "@" + offset();
    }
}
