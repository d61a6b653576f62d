package dev.headgate.sim.payload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headgate.sim.random.SeededRandom;
import java.util.Arrays;

/**
 * Values cut from a pool of random bytes, which costs a copy instead of a draw per byte. One value is cut beside the other,
 * so that the next one is in the processor's cache, and those of one batch have nothing in common that would compress. A
 * value's random part is as long as its compressibility leaves; the rest is one repeated byte. From a compressibility of 25 % on values are printable
 * text, for then 6 random bits per byte are enough. Not thread-safe.
 */
final class BytePool implements ValueSource {

    /** A power of two; from each place in it a value may begin. */
    private static final int PLACES = 1 << 20;

    private static final int POOL_BYTES = PLACES + (PLACES >> 1);
    private static final byte[] LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(US_ASCII);
    private static final double SAVED_BY_LETTERS = 0.25;
    private static final byte FILLER = 'x';

    private final Distribution size;
    private final double randomPart;
    private final SeededRandom random;
    private final byte[] pool;
    /** Odd, so that all places come before one comes again. */
    private final long stride;

    BytePool(ValueSpec.Generated spec, SeededRandom random) {
        this.size = spec.size();
        this.random = random;
        boolean text = spec.compressibility() >= SAVED_BY_LETTERS;
        double kept = 1 - spec.compressibility();
        this.randomPart = text ? kept / (1 - SAVED_BY_LETTERS) : kept;
        this.pool = pool(text);
        this.stride = 1 | (long) Math.ceil(Math.min(PLACES, spec.size().mean() * randomPart));
    }

    private byte[] pool(boolean text) {
        byte[] bytes = new byte[POOL_BYTES];
        random.at(-1).nextBytes(bytes);
        for (int i = 0; text && i < bytes.length; i++) {
            bytes[i] = LETTERS[bytes[i] & 63];
        }
        return bytes;
    }

    @Override
    public byte[] value(long position, int key) {
        random.at(position);
        int length = (int) Math.min(ValueSpec.LARGEST, Math.round(size.sample(random)));
        byte[] value = new byte[length];
        int unlike = (int) Math.ceil(length * randomPart);
        int place = (int) (position * stride) & (PLACES - 1);
        for (int done = 0; done < unlike; ) {
            int part = Math.min(unlike - done, pool.length - place);
            System.arraycopy(pool, place, value, done, part);
            done += part;
            place = random.nextInt(PLACES);
        }
        Arrays.fill(value, unlike, length, FILLER);
        return value;
    }
}
