package dev.headgate.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last {@value #KEPT} events. What happens again soon becomes one line with a count, so that one failure that repeats
 * pushes nothing else out. Owned by one thread.
 */
final class EventLog {
    static final int KEPT = 50;

    private final Deque<Event> events = new ArrayDeque<>();

    void add(Event event) {
        events.stream().filter(event::repeats).findFirst().ifPresentOrElse(earlier -> again(earlier, event), () -> {
            events.addFirst(event);
            if (events.size() > KEPT) {
                events.removeLast();
            }
        });
    }

    private void again(Event earlier, Event event) {
        events.remove(earlier);
        events.addFirst(event.after(earlier));
    }

    List<Event> latestFirst() {
        return List.copyOf(events);
    }
}
