package dev.headgate.internal.offset;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes the maps that {@link OffsetMapCodec} reads: begin, add ranges in ascending order, end. What doesn't fit is left
 * out from the upper end, so that a map is always a subset. Its buffer is used again and again; owned by the poll thread.
 */
public final class OffsetMapWriter {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int CHUNK_BITS = Integer.SIZE;

    private final String mark;
    private byte[] bytes = new byte[0];
    private int length;
    private long pending;
    private int pendingBits;
    private long bits;
    private long capacity;
    private long base;
    private long written;
    private long openFrom;
    private long openTo;
    private boolean full;

    /** Maps without a mark. */
    public OffsetMapWriter() {
        this("");
    }

    /** @param mark what stands behind each map; see {@link dev.headgate.internal.OrderingMark} */
    public OffsetMapWriter(String mark) {
        this.mark = mark;
    }

    /** The metadata where nothing is done beyond the committed offset. */
    String empty() {
        return mark;
    }

    /**
     * Begins a map.
     *
     * @param committed the offset it is committed with
     * @param maxBytes the most bytes of the resulting string
     */
    public void begin(long committed, int maxBytes) {
        int room = Math.max(0, OffsetMapCodec.payloadBytes(maxBytes));
        if (bytes.length < OffsetMapCodec.CHECKSUM_BYTES + room) {
            bytes = new byte[OffsetMapCodec.CHECKSUM_BYTES + room];
        }
        length = OffsetMapCodec.CHECKSUM_BYTES;
        pendingBits = 0;
        bits = 0;
        capacity = (long) room * Byte.SIZE;
        base = committed;
        // The first gap may be empty, and the code knows no zero: so it is counted from one offset before.
        written = committed - 1;
        openFrom = committed;
        openTo = committed;
        full = false;
    }

    /** Adds the offsets from {@code from} to before {@code to}, which lie above all that were added. */
    public void add(long from, long to) {
        if (from == openTo && openTo > openFrom) {
            openTo = to;
            return;
        }
        flush();
        openFrom = from;
        openTo = to;
    }

    /** Whether nothing that is added from now on fits. */
    public boolean isFull() {
        return full;
    }

    /** The map as a string of printable ASCII, with the mark; empty but for that if it holds nothing. */
    public String end(TopicPartition partition) {
        flush();
        if (bits == 0) {
            return mark;
        }
        if (pendingBits > 0) {
            append(0, Byte.SIZE - pendingBits);
        }
        int checksum = OffsetMapCodec.checksum(
                partition, base, bytes, OffsetMapCodec.CHECKSUM_BYTES, length - OffsetMapCodec.CHECKSUM_BYTES);
        byte[] exact = Arrays.copyOf(bytes, length);
        ByteBuffer.wrap(exact).putInt(checksum);
        return OffsetMapCodec.PREFIX + BASE64.encodeToString(exact) + mark;
    }

    private void flush() {
        if (openTo == openFrom || full) {
            return;
        }
        long gap = openFrom - written;
        long room = capacity - bits - codeBits(gap);
        if (room < 1) {
            full = true;
            return;
        }
        long run = Math.min(openTo - openFrom, longestIn(room));
        full = run < openTo - openFrom;
        put(gap);
        put(run);
        written = openTo;
        openFrom = openTo;
    }

    private static int codeBits(long number) {
        return 2 * log2(number) + 1;
    }

    /** The greatest number whose code takes no more bits than these. */
    private static long longestIn(long bits) {
        int digits = (int) Math.min((bits + 1) / 2, Long.SIZE - 1);
        return Long.MAX_VALUE >>> (Long.SIZE - 1 - digits);
    }

    private static int log2(long number) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(number);
    }

    /** Elias gamma: a number of n binary digits, with n − 1 zeros before it. */
    private void put(long number) {
        for (int left = codeBits(number); left > 0; ) {
            int count = Math.min(left, CHUNK_BITS);
            left -= count;
            append(left >= Long.SIZE ? 0 : number >>> left & (1L << count) - 1, count);
        }
    }

    private void append(long value, int count) {
        pending = pending << count | value;
        pendingBits += count;
        bits += count;
        while (pendingBits >= Byte.SIZE) {
            pendingBits -= Byte.SIZE;
            bytes[length++] = (byte) (pending >>> pendingBits);
        }
    }
}
