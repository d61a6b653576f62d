package dev.headgate.internal.metrics;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.OptionalLong;

/**
 * When a partition's end stood where: tells about when an offset was written without reading its record. Straight lines
 * between samples, as Burrow and kafka-lag-exporter draw them. Not thread-safe.
 */
final class EndOffsetHistory {
    private static final int MOST_SAMPLES = 300;

    private record Sample(long epochMillis, long endOffset) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    void add(long epochMillis, long endOffset) {
        if (!samples.isEmpty() && endOffset < samples.getLast().endOffset()) {
            samples.clear(); // truncated, or the topic was created again: what was known is about another log
        }
        if (samples.size() == MOST_SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(epochMillis, endOffset));
    }

    /** About when the record at this offset was written, in epoch ms; empty if there is no sample. */
    OptionalLong writtenAt(long offset) {
        Iterator<Sample> newestFirst = samples.descendingIterator();
        if (!newestFirst.hasNext()) {
            return OptionalLong.empty();
        }
        Sample after = newestFirst.next();
        while (newestFirst.hasNext()) {
            Sample before = newestFirst.next();
            if (before.endOffset() <= offset) {
                return OptionalLong.of(between(before, after, offset));
            }
            after = before;
        }
        return beforeTheFirst(offset);
    }

    /**
     * Further back than the first sample: as if the log had grown at its present rate before, too. Of a log that has not
     * grown since, no more is known than that the record is at least as old as the first sample.
     */
    private OptionalLong beforeTheFirst(long offset) {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        if (last.endOffset() == first.endOffset()) {
            return OptionalLong.of(first.epochMillis());
        }
        return OptionalLong.of(between(first, last, offset));
    }

    private static long between(Sample before, Sample after, long offset) {
        long grown = after.endOffset() - before.endOffset();
        if (grown == 0) {
            return before.epochMillis();
        }
        double part = (double) (offset - before.endOffset()) / grown;
        return before.epochMillis() + Math.round(part * (after.epochMillis() - before.epochMillis()));
    }
}
