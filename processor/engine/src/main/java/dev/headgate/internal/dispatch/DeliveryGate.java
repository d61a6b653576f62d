package dev.headgate.internal.dispatch;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What every delivery passes where deliveries go into transactions. A job enters before it is handed to the sink, and leaves
 * once its end is in the {@link CompletionQueue}. So while the gate is closed and nobody is inside, what the poll thread
 * finds in that queue is just what the transaction holds: no record more and none less.
 *
 * <p>Closed at first. Entered and left by any thread; closed and opened by the poll thread alone, and closed by the thread that
 * comes upon a failure of the transaction.
 */
public final class DeliveryGate {
    private static final long CLOSED = 1L << 62;

    /** How many are inside, and {@link #CLOSED}. */
    private final AtomicLong state = new AtomicLong(CLOSED);

    private final AtomicReference<@Nullable TransactionFailedException> failure = new AtomicReference<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();

    /** Enters if the gate is open. Who has entered has to leave. */
    public boolean tryEnter() {
        if ((state.incrementAndGet() & CLOSED) == 0) {
            return true;
        }
        state.decrementAndGet();
        return false;
    }

    /** Waits until the gate is open, and enters. */
    public void enter() throws InterruptedException {
        while (!tryEnter()) {
            awaitOpen();
        }
    }

    private void awaitOpen() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (isClosed()) {
                opened.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A job that had entered has ended, and the poll thread can see how. */
    public void leave() {
        state.decrementAndGet();
    }

    /** Nobody enters from here on. Doesn't wait for those inside. */
    public void close() {
        state.getAndUpdate(now -> now | CLOSED);
    }

    /** Lets deliveries into the next transaction. */
    public void open() {
        failure.set(null);
        lock.lock();
        try {
            state.getAndUpdate(now -> now & ~CLOSED);
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean isClosed() {
        return (state.get() & CLOSED) != 0;
    }

    /** Whether nobody is inside. A moment's view, unless the gate is closed. */
    public boolean isEmpty() {
        return (state.get() & ~CLOSED) == 0;
    }

    /** The transaction can't be committed any more. Closes the gate; the first reason stands until it is opened. */
    public void fail(TransactionFailedException reason) {
        failure.compareAndSet(null, reason);
        close();
    }

    /** Why the transaction can't be committed. */
    public Optional<TransactionFailedException> failure() {
        return Optional.ofNullable(failure.get());
    }
}
