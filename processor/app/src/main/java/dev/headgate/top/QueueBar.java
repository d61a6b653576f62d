package dev.headgate.top;

import dev.headgate.state.EngineSnapshot;

/** The queue's fill as a bar, with a stroke where it pauses and one where it resumes. */
final class QueueBar {
    private static final int CELLS = 20;

    private QueueBar() {}

    static String of(EngineSnapshot.Queue queue, Glyphs glyphs) {
        int capacity = Math.max(1, queue.capacity());
        StringBuilder bar = new StringBuilder("[");
        for (int cell = 0; cell < CELLS; cell++) {
            if (cell == cell(queue.low(), capacity) || cell == cell(queue.high(), capacity)) {
                bar.append('|');
            }
            boolean isFilled = (long) cell * capacity < (long) queue.records() * CELLS;
            bar.append(isFilled ? glyphs.full : glyphs.none);
        }
        return bar.append(']').toString();
    }

    private static int cell(int records, int capacity) {
        return (int) Math.min(CELLS - 1L, (long) records * CELLS / capacity);
    }
}
