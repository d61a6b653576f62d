package dev.headgate.audit;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The states of {@link #SIZE} records with consecutive sequence numbers. A usual one takes a byte (counts up to 3, two
 * flags); what doesn't fit is kept beside. A block with few records is written as a list of them, so that a producer with
 * one record costs a few bytes. Not thread-safe.
 */
final class Block {
    static final int SIZE = 512;

    private static final byte SPARSE = 0;
    private static final byte DENSE = 1;
    private static final int SPARSE_ENTRY = Short.BYTES + 1;
    private static final int MOST_SPARSE = SIZE / SPARSE_ENTRY;
    private static final int LARGE_ENTRY = Short.BYTES + 1 + 3 * Integer.BYTES + 2 * Long.BYTES;
    private static final int MOST_IN_BYTE = 3;
    private static final int CORRUPTED = 1 << 6;
    private static final int REORDERED = 1 << 7;
    private static final byte IS_LARGE = (byte) 0xFF;

    private final byte[] cells = new byte[SIZE];
    private final Map<Integer, RecordState> large = new HashMap<>();

    /** Reads what {@link #encode} wrote; of nothing an empty block. */
    static Block decode(byte @Nullable [] bytes) {
        Block block = new Block();
        if (bytes == null) {
            return block;
        }
        ByteBuffer from = ByteBuffer.wrap(bytes);
        if (from.get() == DENSE) {
            from.get(block.cells);
        } else {
            for (int left = from.getShort(); left > 0; left--) {
                block.cells[from.getShort()] = from.get();
            }
        }
        while (from.hasRemaining()) {
            block.large.put((int) from.getShort(), largeState(from));
        }
        return block;
    }

    byte[] encode() {
        int used = used();
        boolean sparse = used <= MOST_SPARSE;
        int size = 1 + (sparse ? Short.BYTES + used * SPARSE_ENTRY : SIZE) + large.size() * LARGE_ENTRY;
        ByteBuffer to = ByteBuffer.allocate(size);
        if (sparse) {
            to.put(SPARSE).putShort((short) used);
            for (int slot = 0; slot < SIZE; slot++) {
                if (cells[slot] != 0) {
                    to.putShort((short) slot).put(cells[slot]);
                }
            }
        } else {
            to.put(DENSE).put(cells);
        }
        large.forEach((slot, state) -> writeLarge(to.putShort(slot.shortValue()), state));
        return to.array();
    }

    private int used() {
        int used = 0;
        for (byte cell : cells) {
            used += cell == 0 ? 0 : 1;
        }
        return used;
    }

    RecordState get(int slot) {
        byte cell = cells[slot];
        if (cell == IS_LARGE) {
            return large.getOrDefault(slot, RecordState.UNKNOWN);
        }
        return cell == 0
                ? RecordState.UNKNOWN
                : new RecordState(
                        cell & MOST_IN_BYTE,
                        (cell >> 2) & MOST_IN_BYTE,
                        (cell >> 4) & MOST_IN_BYTE,
                        (cell & CORRUPTED) != 0,
                        (cell & REORDERED) != 0,
                        0,
                        0);
    }

    void set(int slot, RecordState state) {
        int cell = state.sent()
                | state.delivered() << 2
                | state.deadLettered() << 4
                | (state.corrupted() ? CORRUPTED : 0)
                | (state.reordered() ? REORDERED : 0);
        if (fits(state) && (byte) cell != IS_LARGE) {
            cells[slot] = (byte) cell;
            large.remove(slot);
        } else {
            cells[slot] = IS_LARGE;
            large.put(slot, state);
        }
    }

    private static boolean fits(RecordState state) {
        return state.sent() <= MOST_IN_BYTE
                && state.delivered() <= MOST_IN_BYTE
                && state.deadLettered() <= MOST_IN_BYTE
                && state.sentMs() == 0
                && state.endedMs() == 0;
    }

    private static RecordState largeState(ByteBuffer from) {
        int flags = from.get();
        return new RecordState(
                from.getInt(),
                from.getInt(),
                from.getInt(),
                (flags & CORRUPTED) != 0,
                (flags & REORDERED) != 0,
                from.getLong(),
                from.getLong());
    }

    private static void writeLarge(ByteBuffer to, RecordState state) {
        to.put((byte) ((state.corrupted() ? CORRUPTED : 0) | (state.reordered() ? REORDERED : 0)))
                .putInt(state.sent())
                .putInt(state.delivered())
                .putInt(state.deadLettered())
                .putLong(state.sentMs())
                .putLong(state.endedMs());
    }
}
