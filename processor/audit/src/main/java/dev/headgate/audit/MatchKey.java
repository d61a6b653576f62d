package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * What records are brought together by: a block of {@link Block#SIZE} consecutive sequence numbers of one producer. It
 * doesn't hold the record's key, so that a processor may give its output other keys.
 *
 * @param block the sequence number divided by the size of a block
 */
record MatchKey(String run, String producer, long block) {
    static MatchKey of(Identity identity) {
        return new MatchKey(identity.run(), identity.producer(), Math.floorDiv(identity.sequence(), (long) Block.SIZE));
    }

    /** The record's place in its block. */
    static int slot(Identity identity) {
        return Math.floorMod(identity.sequence(), Block.SIZE);
    }

    long sequence(int slot) {
        return block * Block.SIZE + slot;
    }

    byte[] encode() {
        byte[] first = run.getBytes(UTF_8);
        byte[] second = producer.getBytes(UTF_8);
        return ByteBuffer.allocate(2 * Integer.BYTES + first.length + second.length + Long.BYTES)
                .putInt(first.length)
                .put(first)
                .putInt(second.length)
                .put(second)
                .putLong(block)
                .array();
    }

    static MatchKey decode(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        return new MatchKey(text(from), text(from), from.getLong());
    }

    private static String text(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return new String(bytes, UTF_8);
    }
}
