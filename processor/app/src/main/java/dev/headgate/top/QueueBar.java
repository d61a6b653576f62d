package dev.headgate.top;

import dev.headgate.state.EngineSnapshot;

/** The queue's fill as a bar, with a stroke where it pauses and one where it resumes. */
final class QueueBar {
    private static final int CELLS = 20;

    private QueueBar() {}

    static String of(EngineSnapshot engine, Glyphs glyphs) {
        int capacity = Math.max(1, engine.queueCapacity());
        StringBuilder bar = new StringBuilder("[");
        for (int cell = 0; cell < CELLS; cell++) {
            if (cell == cell(engine.queueLow(), capacity) || cell == cell(engine.queueHigh(), capacity)) {
                bar.append('|');
            }
            boolean isFilled = (long) cell * capacity < (long) engine.inFlightRecords() * CELLS;
            bar.append(isFilled ? glyphs.full : glyphs.none);
        }
        return bar.append(']').toString();
    }

    private static int cell(int records, int capacity) {
        return (int) Math.min(CELLS - 1L, (long) records * CELLS / capacity);
    }
}
