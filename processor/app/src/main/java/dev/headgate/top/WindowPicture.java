package dev.headgate.top;

import dev.headgate.state.PartitionSnapshot;

/** The acked window of a partition, oldest record left: what is acknowledged, and the holes that hold the commit back. */
final class WindowPicture {
    private static final int DIGITS = 16;
    private static final int BITS = 64;

    private WindowPicture() {}

    /**
     * As a picture.
     *
     * @param cells how many columns, a divisor of 64
     */
    static String of(PartitionSnapshot.Window window, int cells, Glyphs glyphs) {
        if (window.inFlight() == 0) {
            return "";
        }
        long bits = bits(window.ackedMap());
        int each = BITS / cells;
        StringBuilder picture = new StringBuilder();
        for (int cell = 0; cell < cells; cell++) {
            int acked = Long.bitCount(bits >>> (BITS - (cell + 1) * each) & mask(each));
            picture.append(acked == 0 ? glyphs.none : acked == each ? glyphs.full : glyphs.part);
        }
        return picture.toString();
    }

    private static long mask(int bits) {
        return bits == BITS ? -1 : (1L << bits) - 1;
    }

    /** What is not 16 hexadecimal digits is no map. */
    private static long bits(String map) {
        return map.length() == DIGITS && map.chars().allMatch(digit -> Character.digit(digit, 16) >= 0)
                ? Long.parseUnsignedLong(map, 16)
                : 0;
    }
}
