package dev.headgate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The one thread of a simulation: what is ready to run, what is to happen later, and the clock, which moves only from one
 * event to the next. Which of several ready threads goes on is drawn from the seed, and now and then none does, as on a
 * machine that is short of processors.
 */
final class VirtualTime {
    private static final long START_NANOS = 1_000_000_000L;
    /** What a thread takes each time it runs. */
    private static final long SLICE_NANOS = 3_000;

    private static final long LOOK_NANOS = 1_000;

    private static final int OF_STARVATION = 48;

    private final SplittableRandom random;
    private final boolean shuffled;
    private final List<Runnable> ready = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now = START_NANOS;
    private long drawn;

    /** @param shuffled false for first come, first served: a simpler history */
    VirtualTime(long seed, boolean shuffled) {
        this.random = new SplittableRandom(seed);
        this.shuffled = shuffled;
    }

    /** Something that is to happen. */
    static final class Event implements Comparable<Event> {
        private final long at;
        private final long number;
        private final Runnable action;
        private boolean cancelled;

        private Event(long at, long number, Runnable action) {
            this.at = at;
            this.number = number;
            this.action = action;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }

    long now() {
        return now;
    }

    /** The clock, as a thread reads it: that takes a moment, so a thread that waits by looking at it comes to an end. */
    long look() {
        now += LOOK_NANOS;
        return now;
    }

    /** Milliseconds since the beginning, for people. */
    long millis() {
        return (now - START_NANOS) / 1_000_000;
    }

    Event after(long nanos, Runnable action) {
        Event event = new Event(now + Math.max(0, nanos), drawn++, action);
        events.add(event);
        return event;
    }

    /** Lets a thread go on, some time or other. */
    void ready(Runnable continuation) {
        ready.add(continuation);
    }

    /** Lets one thing happen. False if nothing ever will again. */
    boolean step() {
        dropCancelled();
        boolean due = !events.isEmpty() && events.element().at <= now;
        if (!ready.isEmpty() && !(due && (!shuffled || random.nextBoolean())) && !starves()) {
            now += SLICE_NANOS;
            int index = shuffled ? random.nextInt(ready.size()) : 0;
            ready.remove(index).run();
            return true;
        }
        if (events.isEmpty()) {
            return false;
        }
        Event event = events.remove();
        now = Math.max(now, event.at);
        event.action.run();
        return true;
    }

    private boolean starves() {
        return shuffled && !events.isEmpty() && random.nextInt(OF_STARVATION) == 0;
    }

    private void dropCancelled() {
        while (!events.isEmpty() && events.element().cancelled) {
            events.remove();
        }
    }
}
