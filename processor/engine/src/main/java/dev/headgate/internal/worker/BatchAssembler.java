package dev.headgate.internal.worker;

import dev.headgate.api.BatchOptions;
import dev.headgate.internal.dispatch.AdmissionListener;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Lane;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers jobs into batches. A job that owns its lane comes by itself, and those behind it are taken from the lane, where
 * they are linked already; what is admitted behind them later is announced by the poll thread. Under one lock, within which
 * nothing foreign is called and nothing is waited for.
 *
 * <p>All batches linger equally long, so they are due in the order in which they were begun, and one timer is enough.
 */
final class BatchAssembler implements AdmissionListener {
    private final BatchOptions options;
    private final int mostGathered;
    private final Scheduler scheduler;
    private final Consumer<Batch> onReady;
    private final long lingerNanos;

    /** By group, the oldest first. */
    private final Map<Object, Batch> gathering = new LinkedHashMap<>();

    /** By lane, for what is announced. */
    private final Map<Long, Batch.Run> runs = new HashMap<>();

    private int gathered;
    private boolean timed;
    private volatile boolean hasAny;
    private volatile boolean hurried;

    /**
     * @param mostGathered when more records than this wait in batches, the oldest batch waits no longer
     * @param onReady takes the batches that nobody asked for: those whose time is up, and those full by an announcement
     */
    BatchAssembler(BatchOptions options, int mostGathered, Scheduler scheduler, Consumer<Batch> onReady) {
        this.options = options;
        this.mostGathered = Math.max(options.count(), mostGathered);
        this.scheduler = scheduler;
        this.onReady = onReady;
        this.lingerNanos = options.linger().toNanos();
    }

    /** Whether batches ever wait for more. Where they don't, nobody has to announce anything. */
    boolean mayLinger() {
        return lingerNanos > 0;
    }

    /** Whether batches wait for more at present. Where they don't, the worker that finds nothing more to add takes them. */
    boolean lingers() {
        return mayLinger() && !hurried;
    }

    /** Adds a job that owns its lane, with what waits behind it. Returns the batches that are full by it. */
    List<Batch> add(Job head) {
        List<Batch> full = new ArrayList<>(1);
        synchronized (this) {
            Object group = groupOf(head);
            Batch present = gathering.get(group);
            if (present != null && present.bytes() + head.bytes() > options.bytes()) {
                full.add(close(present));
                present = null;
            }
            Batch batch = present == null ? begin(group) : present;
            Batch.Run run = batch.begin(head);
            gathered++;
            if (mayLinger() && !Lane.isFree(head.lane())) {
                runs.put(head.lane(), run);
            }
            if (extend(batch, run)) {
                full.add(close(batch));
            }
            while (gathered > mostGathered) {
                full.add(close(gathering.values().iterator().next()));
            }
            setTimer();
        }
        return full;
    }

    private Object groupOf(Job job) {
        return switch (options.per()) {
            case ANY -> this;
            case KEY -> Lane.isFree(job.lane()) ? job.source() : (Object) job.lane();
        };
    }

    private Batch begin(Object group) {
        Batch batch = new Batch(group, scheduler.nanoTime() + lingerNanos);
        gathering.put(group, batch);
        hasAny = true;
        return batch;
    }

    /** Takes what waits behind the run's last job. Returns whether the batch is full. */
    private boolean extend(Batch batch, Batch.Run run) {
        while (batch.size() < options.count() && batch.bytes() < options.bytes()) {
            @Nullable Job next = Lane.following(run.last());
            if (next == null || !BatchNote.isNew(next)) {
                return false;
            }
            if (batch.bytes() + next.bytes() > options.bytes()) {
                return true;
            }
            batch.extend(run, next);
            gathered++;
        }
        return true;
    }

    /** A record was admitted: it may join a batch, and it ends the hurry of a {@link #flush}. */
    @Override
    public void admitted(long lane, boolean waits) {
        hurried = false;
        VarHandle.fullFence(); // either this sees the batch, or the worker that began it sees the record behind its own
        if (!waits || !hasAny) {
            return;
        }
        Batch full;
        synchronized (this) {
            full = join(lane);
        }
        if (full != null) {
            onReady.accept(full);
        }
    }

    private @Nullable Batch join(long lane) {
        Batch.Run run = runs.get(lane);
        Batch batch = run == null ? null : gathering.get(groupOf(run.head()));
        return run != null && batch != null && extend(batch, run) ? close(batch) : null;
    }

    private Batch close(Batch batch) {
        gathering.remove(batch.group());
        for (Batch.Run run : batch.runs()) {
            if (mayLinger()) {
                runs.remove(run.lane());
            }
            extend(batch, run);
        }
        gathered -= batch.size();
        hasAny = !gathering.isEmpty();
        return batch;
    }

    /**
     * Hands over all batches and disables lingering until the next admission. During a drain nothing is admitted; after a
     * revoke normal lingering resumes. Any thread.
     */
    void flush() {
        hurried = true;
        takeAll().forEach(onReady);
    }

    /** All that is gathered, full or not. */
    List<Batch> takeAll() {
        if (!hasAny) {
            return List.of();
        }
        synchronized (this) {
            List<Batch> all = List.copyOf(gathering.values());
            all.forEach(this::close);
            return all;
        }
    }

    // ---- time ----

    private void setTimer() {
        if (mayLinger() && !timed && !gathering.isEmpty()) {
            timed = true;
            long due = gathering.values().iterator().next().dueNanos();
            scheduler.schedule(this::timeIsUp, due - scheduler.nanoTime());
        }
    }

    private void timeIsUp() {
        takeDue().forEach(onReady);
    }

    private synchronized List<Batch> takeDue() {
        timed = false;
        long now = scheduler.nanoTime();
        List<Batch> due = new ArrayList<>();
        Iterator<Batch> oldestFirst = gathering.values().iterator();
        while (oldestFirst.hasNext()) {
            Batch batch = oldestFirst.next();
            if (!batch.isDue(now)) {
                break;
            }
            due.add(batch);
        }
        due.forEach(this::close);
        setTimer();
        return due;
    }
}
