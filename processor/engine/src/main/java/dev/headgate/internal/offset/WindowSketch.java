package dev.headgate.internal.offset;

import java.util.HexFormat;
import java.util.function.LongPredicate;

/** A window of records in a few characters, for those who look at it. */
final class WindowSketch {
    private static final int PARTS = Long.SIZE;

    private WindowSketch() {}

    /**
     * Divides the window into {@value #PARTS} parts of equally many records, as hexadecimal digits: a bit is 1 where the first
     * record of its part is acknowledged.
     *
     * @param acked whether the record at this place of the window, from 0, is acknowledged
     */
    static String of(int window, LongPredicate acked) {
        long bits = 0;
        for (int part = 0; part < PARTS; part++) {
            bits = bits << 1 | (acked.test((long) window * part / PARTS) ? 1 : 0);
        }
        return HexFormat.of().toHexDigits(bits);
    }
}
