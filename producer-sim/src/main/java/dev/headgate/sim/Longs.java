package dev.headgate.sim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 64-bit integers as 8 bytes, big-endian. */
final class Longs {

    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Longs() {}

    static byte[] bytes(long value) {
        byte[] bytes = new byte[Long.BYTES];
        write(bytes, 0, value);
        return bytes;
    }

    static void write(byte[] target, int offset, long value) {
        BIG_ENDIAN.set(target, offset, value);
    }

    static long read(byte[] bytes) {
        return (long) BIG_ENDIAN.get(bytes, 0);
    }
}
