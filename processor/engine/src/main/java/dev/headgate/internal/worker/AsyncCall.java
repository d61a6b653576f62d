package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Job;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of an asynchronous handler, with its permit. Hears the first word, be it the handler's or the timer's, and no
 * other. The thread that brings the word owns the call until a queue has handed it to a worker.
 */
final class AsyncCall implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    /** How far it has come. */
    enum State {
        /** It has its permit, and waits for a worker. */
        ADMITTED,
        /** The handler has it. */
        OPEN,
        /** The handler has said how it ended. */
        ANSWERED,
        /** It ran out of time first; its stage is still to be cancelled. */
        EXPIRED;

        /** The table of legal transitions. */
        boolean mayBecome(State next) {
            return switch (this) {
                case ADMITTED -> next == OPEN;
                case OPEN -> next == ANSWERED || next == EXPIRED;
                case ANSWERED, EXPIRED -> false;
            };
        }
    }

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(AsyncCall.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Job job;
    private final Consumer<AsyncCall> onWord;

    @SuppressWarnings("FieldMayBeFinal") // by compare-and-set
    private volatile State state = State.ADMITTED;

    private long startedNanos;
    private @Nullable Object result;
    private @Nullable Throwable failure;
    private @Nullable CompletionStage<?> stage;

    /** @param onWord called once, by the thread that brought the first word */
    AsyncCall(Job job, Consumer<AsyncCall> onWord) {
        this.job = job;
        this.onWord = onWord;
    }

    Job job() {
        return job;
    }

    State state() {
        return state;
    }

    /** By the record, not by the address, so that a simulation meets the open calls in the same order each time. */
    @Override
    public int hashCode() {
        return 31 * job.partition() + Long.hashCode(job.offset());
    }

    /** The handler has returned this stage. Called by the worker, before anybody else can know of the call. */
    void open(CompletionStage<?> answer, long nowNanos) {
        stage = answer;
        startedNanos = nowNanos;
        if (!move(State.OPEN)) {
            throw new IllegalStateException(job + "'s call can't open from " + state);
        }
    }

    /** When the handler was called. */
    long startedNanos() {
        return startedNanos;
    }

    boolean startedBefore(long nanos) {
        return startedNanos - nanos < 0;
    }

    /** The handler's word. Any thread. */
    @Override
    public void accept(@Nullable Object value, @Nullable Throwable trouble) {
        if (move(State.ANSWERED)) {
            result = value;
            failure =
                    trouble instanceof CompletionException && trouble.getCause() != null ? trouble.getCause() : trouble;
            onWord.accept(this);
        }
    }

    /** Its time is up. Any thread. */
    void expire(Throwable reason) {
        if (move(State.EXPIRED)) {
            failure = reason;
            job.cancel();
            onWord.accept(this);
        }
    }

    private boolean move(State next) {
        State present = state;
        return present.mayBecome(next) && STATE.compareAndSet(this, present, next);
    }

    /** Tells the handler that nobody waits any more. What depends on its stage runs here, so this is for a worker. */
    void cancelStage() {
        if (stage != null) {
            stage.toCompletableFuture().cancel(true);
        }
    }

    /** What the handler's stage ended with; {@code null} if it failed, or ended with nothing. */
    @Nullable
    Object result() {
        return result;
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }
}
