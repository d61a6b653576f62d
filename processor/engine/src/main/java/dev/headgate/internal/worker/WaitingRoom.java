package dev.headgate.internal.worker;

import dev.headgate.api.RetryPolicy;
import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.flow.Circuit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The records that wait for one downstream, without a worker and without a timer of their own. While the circuit is open one of
 * them goes on as the probe whenever one is due, and one that has not been in vain yet before any other. When the circuit closes
 * they go on together, but for those that {@link Blame} suspects: these go on one at a time. Thread-safe.
 */
final class WaitingRoom {
    private record Guest(Job job, long notBefore, long number) {
        private static final Comparator<Guest> IN_TURN = (a, b) -> {
            int byTime = Long.signum(a.notBefore - b.notBefore);
            return byTime == 0 ? Long.compare(a.number, b.number) : byTime;
        };
    }

    private final Circuit circuit;
    private final Scheduler scheduler;
    private final Backoff backoff;
    private final long turnNanos;
    private final long longestTrialNanos;
    private final Consumer<Job> goOn;
    private final ArrayDeque<Job> untried = new ArrayDeque<>();
    private final PriorityQueue<Guest> tried = new PriorityQueue<>(Guest.IN_TURN);
    private final PriorityQueue<Guest> suspects = new PriorityQueue<>(Guest.IN_TURN);
    private long arrived;
    private @Nullable Job underTrial;
    private long trialBegan;
    private Scheduler.@Nullable Task look;
    private long lookAt;

    /**
     * @param retry how long one that was in vain stays at least while the circuit is closed; its first wait is how often this looks
     *     whether a suspect has ended, and its longest is how long others wait for that
     * @param goOn brings a job back to where it failed
     */
    WaitingRoom(Circuit circuit, Scheduler scheduler, RetryPolicy retry, Consumer<Job> goOn) {
        this.circuit = circuit;
        this.scheduler = scheduler;
        this.backoff = new Backoff(retry);
        this.turnNanos = retry.initialBackoff().toNanos();
        this.longestTrialNanos = retry.maxBackoff().toNanos();
        this.goOn = goOn;
    }

    /** A queued job has come upon the open circuit. */
    void cameUponIt(Job job) {
        List<SourcePartition> sources = BatchNote.sources(job);
        boolean isOpenNoMore;
        synchronized (this) {
            isOpenNoMore = circuit.state() == Circuit.State.CLOSED;
            if (!isOpenNoMore && job.timesInVain() > 0) {
                addTried(job);
            } else if (!isOpenNoMore) {
                untried.add(job);
            }
            arrange();
        }
        if (isOpenNoMore) {
            goOn(job);
        } else {
            endIfGoing(sources);
        }
    }

    /** A queued job has met a downstream that takes nothing. */
    void metNobody(Job job) {
        List<SourcePartition> sources = BatchNote.sources(job);
        synchronized (this) {
            addTried(job);
            arrange();
        }
        endIfGoing(sources);
    }

    /** Who looked for those that go may have done so just before one of these came. */
    private void endIfGoing(List<SourcePartition> sources) {
        if (BatchNote.areGoing(sources)) {
            endWaits();
        }
    }

    private void goOn(Job job) {
        Blame.triesAgain(job, circuit);
        goOn.accept(job);
    }

    @SuppressWarnings("ReferenceEquality") // a job is itself alone
    private void addTried(Job job) {
        if (job == underTrial) {
            underTrial = null;
        }
        long notBefore = scheduler.nanoTime() + backoff.nanos(Math.max(1, job.timesInVain()));
        (Blame.isSuspect(job) ? suspects : tried).add(new Guest(job, notBefore, arrived++));
    }

    /** The circuit has opened, or lets another probe through sooner than it did. */
    synchronized void circuitMoved() {
        arrange();
    }

    void circuitClosed() {
        List<Job> all;
        synchronized (this) {
            all = new ArrayList<>(untried);
            untried.clear();
            for (Guest guest; (guest = tried.poll()) != null; ) {
                all.add(guest.job);
            }
            arrange();
        }
        all.forEach(this::goOn);
    }

    /** Sees to it that somebody looks when the next one may go on. */
    private void arrange() {
        if (isEmpty()) {
            return;
        }
        long now = scheduler.nanoTime();
        long at = now + nanosToNext(now);
        if (look != null && lookAt - at <= 0) {
            return;
        }
        if (look != null) {
            look.cancel();
        }
        lookAt = at;
        look = scheduler.schedule(this::look, at - now);
    }

    private long nanosToNext(long now) {
        if (circuit.state() != Circuit.State.CLOSED) {
            return Math.max(turnNanos, circuit.nanosToProbe(now));
        }
        long next = untried.isEmpty() ? Long.MAX_VALUE : 0;
        if (!tried.isEmpty()) {
            next = Math.min(next, tried.element().notBefore - now);
        }
        if (!suspects.isEmpty()) {
            long turn = isOneUnderTrial(now) ? turnNanos : 0;
            next = Math.min(next, Math.max(turn, suspects.element().notBefore - now));
        }
        return Math.max(0, next);
    }

    private void look() {
        List<Job> next;
        synchronized (this) {
            look = null;
            long now = scheduler.nanoTime();
            next = circuit.state() == Circuit.State.CLOSED ? takeDue(now) : takeProbe(now);
            arrange();
        }
        next.forEach(this::goOn);
    }

    private List<Job> takeProbe(long now) {
        if (circuit.nanosToProbe(now) > 0) {
            return List.of();
        }
        Job probe = untried.poll();
        if (probe != null) {
            return List.of(probe);
        }
        Guest next = tried.isEmpty() ? suspects.poll() : tried.poll();
        return next == null ? List.of() : List.of(next.job);
    }

    private List<Job> takeDue(long now) {
        List<Job> due = new ArrayList<>(untried);
        untried.clear();
        while (!tried.isEmpty() && tried.element().notBefore - now <= 0) {
            due.add(tried.remove().job);
        }
        if (!suspects.isEmpty() && suspects.element().notBefore - now <= 0 && !isOneUnderTrial(now)) {
            underTrial = suspects.remove().job;
            trialBegan = now;
            due.add(underTrial);
        }
        return due;
    }

    /** Whether a suspect is under way. One that is queued for longer than a turn waits for something else than the downstream. */
    private boolean isOneUnderTrial(long now) {
        return underTrial != null
                && switch (underTrial.state()) {
                    case RUNNING, DELIVERING -> now - trialBegan < longestTrialNanos;
                    case QUEUED -> now - trialBegan < turnNanos;
                    case DROPPED, ENDED -> false;
                };
    }

    /** Lets those go whose partitions are being revoked or have gone: a worker ends them. What is left of a batch comes back. */
    void endWaits() {
        List<Job> gone = new ArrayList<>();
        synchronized (this) {
            untried.removeIf(job -> isGoing(job, gone));
            takeGoing(tried, gone);
            takeGoing(suspects, gone);
        }
        gone.forEach(this::goOn);
    }

    private static void takeGoing(Collection<Guest> guests, List<Job> gone) {
        for (Iterator<Guest> each = guests.iterator(); each.hasNext(); ) {
            if (isGoing(each.next().job, gone)) {
                each.remove();
            }
        }
    }

    private static boolean isGoing(Job job, List<Job> gone) {
        return BatchNote.areGoing(BatchNote.sources(job)) && gone.add(job);
    }

    synchronized boolean isEmpty() {
        return untried.isEmpty() && tried.isEmpty() && suspects.isEmpty();
    }

    /** How many records wait. */
    synchronized int records() {
        Stream<Job> tested = Stream.concat(tried.stream(), suspects.stream()).map(Guest::job);
        return Stream.concat(untried.stream(), tested)
                .mapToInt(BatchNote::records)
                .sum();
    }

    /** Whether somebody waits who has not been in vain yet. */
    synchronized boolean hasUntried() {
        return !untried.isEmpty();
    }

    /** Whether nobody will go on before this moment, unless the circuit closes. */
    synchronized boolean waitsUntil(long nanos) {
        return isEmpty() || (look != null && lookAt - nanos >= 0);
    }
}
