package dev.headgate.internal.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many deliveries the sink has: those that it was given less those that it has answered. Two counts, each in cache lines of
 * its own, since the workers write the one and the sink's threads the other; a common one would go to and fro between their
 * cores twice for each record. Thread-safe.
 */
final class DeliveryCount {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** 128 bytes apart, as processors fetch lines in pairs. */
    private static final int GIVEN = 16;

    private static final int ANSWERED = 32;
    private static final int LENGTH = 48;

    private final long[] counts = new long[LENGTH];

    /** The sink takes one. Any thread. */
    void given() {
        var _ = (long) LONGS.getAndAdd(counts, GIVEN, 1L);
    }

    /** The sink has answered one. Any thread. */
    void answered() {
        var _ = (long) LONGS.getAndAdd(counts, ANSWERED, 1L);
    }

    /** How many the sink has. One that is answered just now may still be counted, but none is missed. Any thread. */
    int present() {
        long answered = (long) LONGS.getVolatile(counts, ANSWERED);
        return (int) ((long) LONGS.getVolatile(counts, GIVEN) - answered);
    }
}
