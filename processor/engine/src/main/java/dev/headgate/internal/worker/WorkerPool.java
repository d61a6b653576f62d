package dev.headgate.internal.worker;

import dev.headgate.internal.EngineOptions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one stage, and the decision whom to wake.
 *
 * <p>Waking a thread costs more than a small handler does, so nobody is woken who isn't needed. There is one wake token. To
 * {@link #signal} is to take it and to pass it to one idle worker, or to a new one while there are fewer than allowed. That
 * worker gives it back when it has looked at the queue, and before it runs anything: if more jobs wait, it signals in its
 * turn. So with handlers that block, workers come up one after the other as fast as each takes its job; with handlers that
 * don't, the first worker has emptied the queue before a second one is even scheduled. A signal that finds the token
 * taken may go: its holder will look at the queue after the job was put there. (Go's scheduler keeps its spinning threads
 * the same way.)
 *
 * <p>The gate may allow fewer than there are. While it has no room a signal goes, since each worker that ends a record looks
 * again by itself; a thread that makes room in another way, by an acknowledgement or a higher limit, signals. A worker that finds
 * the gate exceeded takes nothing and parks, and looks again after that, so that of two that do so at once one comes back.
 *
 * <p>Idle workers lie on a stack, so those that ran last run next. Only the holder of the token pops, which is what makes
 * the plain Treiber stack safe from reuse of its nodes.
 */
public final class WorkerPool {
    private static final VarHandle IDLE;

    static {
        try {
            IDLE = MethodHandles.lookup().findVarHandle(WorkerPool.class, "idle", Worker.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    /** Between two tries to have more workers: the JVM itself writes two lines of each thread that it doesn't get. */
    static final long BETWEEN_TRIES_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String stage;
    private final int size;
    private final ThreadFactory threads;
    private final WorkerGate gate;
    private final Function<WorkerPool, Worker> newWorker;
    private final LongSupplier clock;
    private final AtomicInteger wakeToken = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final List<Worker> workers = new ArrayList<>();
    private volatile int startedCount;
    private volatile int mostThreads;
    private volatile long nextTry;
    private boolean lacksWorkers;
    private volatile boolean stopped;
    private volatile boolean owes;

    @SuppressWarnings("FieldMayBeFinal") // by compare-and-set
    private volatile @Nullable Worker idle;

    /** @param clock in ns */
    WorkerPool(
            String stage,
            int size,
            ThreadFactory threads,
            WorkerGate gate,
            Function<WorkerPool, Worker> newWorker,
            LongSupplier clock) {
        this.stage = stage;
        this.size = size;
        this.mostThreads = size;
        this.gate = gate;
        this.newWorker = newWorker;
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * A job was queued: sees to it that a worker comes for it. Any thread; never blocks. A thread that took the token and found
     * nobody to pass it to has to look again once it is back: a worker that fell asleep meanwhile found it taken.
     */
    void signal() {
        while (wakeToken.get() == 0
                && (idle != null || mayStart())
                && gate.hasRoom(busy.get())
                && wakeToken.compareAndSet(0, 1)) {
            Worker worker = pop();
            if (worker != null) {
                wake(worker);
                return;
            }
            if (startOne()) {
                return;
            }
            giveTokenBack();
        }
    }

    /** Where there is no memory for its thread, it lies down again and the token goes back, so that the next one may try. */
    private void wake(Worker worker) {
        try {
            worker.wake();
            if (owes) {
                owes = false; // who is awake now looks at the queue, and wakes others
            }
        } catch (Throwable e) {
            push(worker);
            giveTokenBack();
            lacksThreads(e);
        }
    }

    /** There is no memory for a thread just now, and a job may wait for it: the poll thread makes up for it. Never throws. */
    void lacksThreads(Throwable e) {
        if (owes) {
            return;
        }
        owes = true;
        try {
            LOG.error("stage {} can't start a thread for a worker, and tries again soon: {}", stage, e.toString());
        } catch (Throwable _) { // for a line in the log there may be no memory either
        }
    }

    /** Whether it should have woken a worker and could not. Any thread. */
    boolean owesWakeUp() {
        return owes;
    }

    private boolean mayStart() {
        return startedCount < mostThreads && !stopped;
    }

    /** The holder of the token has looked at the queue. */
    void giveTokenBack() {
        wakeToken.set(0);
    }

    void becomesBusy() {
        busy.incrementAndGet();
    }

    /** The worker found nothing to do. It has to look once more before it parks. */
    void becomesIdle(Worker worker) {
        busy.decrementAndGet();
        push(worker);
    }

    private void push(Worker worker) {
        Worker below;
        do {
            below = idle;
            worker.below = below;
        } while (!IDLE.compareAndSet(this, below, worker));
    }

    private @Nullable Worker pop() {
        Worker top;
        do {
            top = idle;
        } while (top != null && !IDLE.compareAndSet(this, top, top.below));
        return top;
    }

    private boolean startOne() {
        synchronized (workers) {
            if (!mayStart()) {
                return false;
            }
            int present = workers.size();
            try {
                Worker worker = newWorker.apply(this);
                workers.add(worker);
                worker.startOn(threads);
            } catch (Throwable e) { // the system has no more threads to give: those there are go on
                while (workers.size() > present) {
                    workers.removeLast();
                }
                if (present == 0) {
                    mostThreads = 0;
                    giveTokenBack();
                    throw e;
                }
                makesDoWith(present, e);
                return false;
            }
            lacksWorkers = false;
            startedCount++;
            return true;
        }
    }

    private void makesDoWith(int present, Throwable e) {
        nextTry = clock.getAsLong() + BETWEEN_TRIES_NANOS;
        mostThreads = present;
        if (!lacksWorkers) {
            lacksWorkers = true;
            LOG.error("stage {} has {} of {} workers, and tries to have more: {}", stage, present, size, e.toString());
        }
    }

    /** There may be threads again for the workers that could not be started before. Called by the poll thread. */
    void tryForMore() {
        if (mostThreads < size && clock.getAsLong() - nextTry >= 0) {
            mostThreads = size;
        }
    }

    /** Whether more workers are busy than the gate has room for. Asked by a busy one before it takes up another record. */
    boolean isOverLimit() {
        return gate.isExceeded(busy.get());
    }

    boolean isStopped() {
        return stopped;
    }

    /** Workers that are not waiting for a job. */
    public int busy() {
        return busy.get();
    }

    /** The most workers there can be; see {@link EngineOptions#workers()}. */
    public int size() {
        return size;
    }

    /** Whether one of the workers runs on this thread. Any thread. */
    boolean has(Thread thread) {
        synchronized (workers) {
            return workers.stream().anyMatch(worker -> worker.runsOn(thread));
        }
    }

    /** Interrupts every attempt that began before. Any thread. */
    void interruptStartedBefore(long nanos) {
        synchronized (workers) {
            for (Worker worker : workers) {
                worker.watch().interruptIfStartedBefore(nanos);
            }
        }
    }

    /** Interrupts every attempt at what has gone to another owner. Any thread. */
    void interruptGone() {
        synchronized (workers) {
            for (Worker worker : workers) {
                worker.watch().interruptIfGone();
            }
        }
    }

    /** Interrupts whatever the workers have under way. Any thread. */
    void cancel() {
        synchronized (workers) {
            for (Worker worker : workers) {
                worker.watch().cancel();
            }
        }
    }

    /** Every worker ends after the record it has in hand. */
    void stop() {
        stopped = true;
        synchronized (workers) {
            for (Worker worker : workers) {
                worker.stop();
            }
        }
    }

    /** Waits for the workers to end. Returns whether all have. */
    boolean join(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        List<Worker> toJoin;
        synchronized (workers) {
            toJoin = List.copyOf(workers);
        }
        for (Worker worker : toJoin) {
            if (!worker.join(deadline)) {
                return false;
            }
        }
        return true;
    }
}
