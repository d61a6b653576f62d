package dev.headgate.audit;

import java.nio.ByteBuffer;

/**
 * One record as read in one of the topics, with all that can be said of it there and then.
 *
 * @param slot its place in the block of its {@link MatchKey}
 * @param timeMs when the record was sent if {@code timeCarried}, else the timestamp of what was read; epoch ms
 * @param timeCarried whether the record itself says when it was sent, on both sides alike
 * @param latencyMicros of a delivery that carries its time, how long it took; else {@link #UNKNOWN}
 * @param identified whether the record has an identity; if not, it is counted and no more
 * @param corrupted whether it ended with other bytes than it was sent with
 * @param behind whether a later record of the same key stands before it in its partition
 * @param poison whether it was meant to fail
 */
record Observation(
        Role role,
        int slot,
        long timeMs,
        boolean timeCarried,
        long latencyMicros,
        boolean identified,
        boolean corrupted,
        boolean behind,
        boolean poison) {
    static final long UNKNOWN = -1;

    private static final int ROLE_BITS = 0b11;
    private static final int TIME_CARRIED = 1 << 2;
    private static final int IDENTIFIED = 1 << 3;
    private static final int CORRUPTED = 1 << 4;
    private static final int BEHIND = 1 << 5;
    private static final int POISON = 1 << 6;

    byte[] encode() {
        int flags = role.count().position()
                | (timeCarried ? TIME_CARRIED : 0)
                | (identified ? IDENTIFIED : 0)
                | (corrupted ? CORRUPTED : 0)
                | (behind ? BEHIND : 0)
                | (poison ? POISON : 0);
        return ByteBuffer.allocate(1 + Short.BYTES + 2 * Long.BYTES)
                .put((byte) flags)
                .putShort((short) slot)
                .putLong(timeMs)
                .putLong(latencyMicros)
                .array();
    }

    static Observation decode(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        int flags = from.get();
        return new Observation(
                Role.at(flags & ROLE_BITS),
                from.getShort(),
                from.getLong(),
                (flags & TIME_CARRIED) != 0,
                from.getLong(),
                (flags & IDENTIFIED) != 0,
                (flags & CORRUPTED) != 0,
                (flags & BEHIND) != 0,
                (flags & POISON) != 0);
    }
}
