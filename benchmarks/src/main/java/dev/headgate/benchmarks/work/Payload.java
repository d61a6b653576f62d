package dev.headgate.benchmarks.work;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What a record's value holds ahead of its filling: the number of its key, how many of that key came before it, and when
 * it was due to be sent.
 *
 * <p>The time is {@link System#nanoTime()}, which on Linux counts from the same moment in every process of a machine.
 */
public final class Payload {
    /** The bytes that every value has at least. */
    public static final int LEAST_BYTES = 16;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Payload() {}

    /** Writes the fields into a value. */
    public static void write(byte[] value, int key, int sequence, long dueNanos) {
        INT.set(value, 0, key);
        INT.set(value, 4, sequence);
        LONG.set(value, 8, dueNanos);
    }

    /** The number of the key; -1 if the record has none. */
    public static int key(byte[] value) {
        return (int) INT.get(value, 0);
    }

    /** How many records of the same key came before it. */
    public static int sequence(byte[] value) {
        return (int) INT.get(value, 4);
    }

    /** When it was due to be sent. */
    public static long dueNanos(byte[] value) {
        return (long) LONG.get(value, 8);
    }
}
