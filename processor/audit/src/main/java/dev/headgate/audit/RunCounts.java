package dev.headgate.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** One number for each {@link Count}; they may be negative in a difference. Not thread-safe. */
public final class RunCounts {
    private static final Count[] COUNTS = Count.values();

    private final long[] values = new long[COUNTS.length];

    public RunCounts() {}

    /** Reads what {@link #encode} wrote. Counts that did not exist then are 0. */
    static RunCounts decode(byte[] bytes) {
        RunCounts tally = new RunCounts();
        ByteBuffer from = ByteBuffer.wrap(bytes);
        for (int i = 0; i < tally.values.length && from.hasRemaining(); i++) {
            tally.values[i] = from.getLong();
        }
        return tally;
    }

    byte[] encode() {
        ByteBuffer to = ByteBuffer.allocate(values.length * Long.BYTES);
        for (long value : values) {
            to.putLong(value);
        }
        return to.array();
    }

    public long get(Count count) {
        return values[count.position()];
    }

    public RunCounts add(Count count, long number) {
        values[count.position()] += number;
        return this;
    }

    public RunCounts add(RunCounts other) {
        return addTimes(other, 1);
    }

    RunCounts subtract(RunCounts other) {
        return addTimes(other, -1);
    }

    private RunCounts addTimes(RunCounts other, int times) {
        for (int i = 0; i < values.length; i++) {
            values[i] += times * other.values[i];
        }
        return this;
    }

    boolean isZero() {
        return Arrays.stream(values).allMatch(value -> value == 0);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Count count : COUNTS) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(count.label())
                    .append(' ')
                    .append(get(count));
        }
        return text.toString();
    }
}
