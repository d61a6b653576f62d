package dev.headgate.sim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers of 64 and 32 bits as 8 and 4 bytes, big-endian. */
final class Bytes {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static byte[] of(long value) {
        byte[] bytes = new byte[Long.BYTES];
        write(bytes, 0, value);
        return bytes;
    }

    static byte[] of(int value) {
        byte[] bytes = new byte[Integer.BYTES];
        INT.set(bytes, 0, value);
        return bytes;
    }

    static void write(byte[] target, int offset, long value) {
        LONG.set(target, offset, value);
    }

    static long readLong(byte[] bytes) {
        return (long) LONG.get(bytes, 0);
    }

    static int readInt(byte[] bytes) {
        return (int) INT.get(bytes, 0);
    }
}
