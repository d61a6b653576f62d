package dev.headgate.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** One number for each {@link Count}; they may be negative in a difference. Not thread-safe. */
public final class Tally {
    private static final Count[] COUNTS = Count.values();

    private final long[] values = new long[COUNTS.length];

    public Tally() {}

    /** Reads what {@link #encode} wrote. Counts that did not exist then are 0. */
    static Tally decode(byte[] bytes) {
        Tally tally = new Tally();
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

    public Tally add(Count count, long number) {
        values[count.position()] += number;
        return this;
    }

    public Tally add(Tally other) {
        return addTimes(other, 1);
    }

    Tally subtract(Tally other) {
        return addTimes(other, -1);
    }

    private Tally addTimes(Tally other, int times) {
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
