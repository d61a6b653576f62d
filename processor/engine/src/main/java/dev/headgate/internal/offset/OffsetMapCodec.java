package dev.headgate.internal.offset;

import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.OrderingMark;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;

/**
 * The map of what is acknowledged beyond the committed offset, as it stands in the commit's metadata: {@code hg1:}, then in
 * base64url a CRC32C and the lengths of the runs, not acknowledged and acknowledged by turns, upwards from the committed
 * offset. Each length is in Elias gamma code (P. Elias, <i>Universal codeword sets</i>, 1975), which takes one bit for a
 * run of one and 33 for one of 65,536. Only the first run may be empty, and is written as one more than it is.
 *
 * <p>The checksum also covers topic, partition and committed offset, which aren't in the map: one that was copied to
 * another partition, or left behind by a tool that moved the offset, is no map. Pure.
 */
public final class OffsetMapCodec {
    static final String PREFIX = "hg1:";
    static final int CHECKSUM_BYTES = Integer.BYTES;

    /** The average run in the longest map. */
    private static final double WORST_RUN = Math.E / Math.sqrt(2);

    /** Its bits for each offset, rounded down, so that a count of offsets made with it errs upwards. */
    private static final double WORST_BITS = 1.5;

    private static final String FAMILY = "hg";
    private static final int BITS_PER_CHAR = 6;
    private static final int LONGEST_CODE_ZEROS = Long.SIZE - 2;

    private OffsetMapCodec() {}

    /**
     * What a commit's metadata held.
     *
     * @param done the offsets it says are done, all above the committed one or at it; empty with a problem
     * @param problem why it can't be used, in a few words; empty if it can
     */
    public record Decoded(OffsetRanges done, Optional<String> problem) {
        private static final Decoded NOTHING = new Decoded(OffsetRanges.EMPTY, Optional.empty());

        private static Decoded unusable(String problem) {
            return new Decoded(OffsetRanges.EMPTY, Optional.of(problem));
        }
    }

    /** How many bytes of runs fit into a string of this many bytes, with room for a mark; may be negative. */
    static int payloadBytes(int maxBytes) {
        return (maxBytes - PREFIX.length() - OrderingMark.LENGTH) * BITS_PER_CHAR / Byte.SIZE - CHECKSUM_BYTES;
    }

    /**
     * How many bits the runs of a map take at most, whatever is acknowledged. With k runs that add up to s the gamma code
     * takes no more than {@code k·(1 + 2·log2(s/k))} bits, since the logarithm is concave. That is the most with one run for
     * each record, or, where the records lie close, with runs of {@code e/√2 = 1.92} offsets on average.
     *
     * @param records the records of the window, the first of which is not acknowledged
     * @param span the offsets from the first record to the end
     */
    static long mostBits(long records, long span) {
        if (records == 0) {
            return 0;
        }
        double sum = span + 1.0; // the first run is counted from one offset before
        double runs = Math.min((double) records, sum / WORST_RUN);
        return (long) Math.ceil(runs * (1 + 2 * Math.log(sum / runs) / Math.log(2)));
    }

    /**
     * The largest window of records without gaps between them, of which the map always fits, whatever is acknowledged.
     *
     * @param maxBytes the most bytes of the map
     */
    public static int recordsThatFit(int maxBytes) {
        long bits = (long) Math.max(0, payloadBytes(maxBytes)) * Byte.SIZE;
        int low = 0;
        int high = (int) Math.min(Integer.MAX_VALUE / 2, bits);
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (mostBits(middle, middle) <= bits) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /**
     * How many records without gaps between them have a map as long as that of these records may become: the records
     * themselves, or more if there are gaps.
     */
    static int equivalent(long records, long span) {
        if (span <= records) {
            return (int) records;
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(records, (long)
                Math.ceil((double) mostBits(records, span) / WORST_BITS)));
    }

    static int checksum(TopicPartition partition, long committed, byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        byte[] topic = partition.topic().getBytes(StandardCharsets.UTF_8);
        crc.update(topic);
        crc.update(ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(partition.partition())
                .putLong(committed)
                .flip());
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /**
     * Reads a commit's metadata, with or without a mark. Never throws, whatever it is; what can't be used is an empty set. Allocates no more than
     * some multiple of the metadata's own size, which is bounded.
     *
     * @param committed the offset it was committed with
     */
    public static Decoded decode(String marked, TopicPartition partition, long committed) {
        String metadata = OrderingMark.strip(marked);
        if (metadata.isEmpty()) {
            return Decoded.NOTHING;
        }
        if (committed < 0 || metadata.length() > EngineOptions.MOST_MAP_BYTES) {
            return Decoded.unusable("out of range");
        }
        if (!metadata.startsWith(PREFIX)) {
            return Decoded.unusable(
                    claimsToBeMap(metadata) ? "of another version of Headgate" : "not written by Headgate");
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(metadata.substring(PREFIX.length()));
        } catch (IllegalArgumentException _) {
            return Decoded.unusable("no base64");
        }
        int payload = bytes.length - CHECKSUM_BYTES;
        if (payload < 1
                || ByteBuffer.wrap(bytes).getInt() != checksum(partition, committed, bytes, CHECKSUM_BYTES, payload)) {
            return Decoded.unusable("damaged, or written for another offset or partition");
        }
        return new Runs(bytes).read(committed);
    }

    /** Whether it was meant to be a map, of whichever version, usable or not. */
    public static boolean claimsToBeMap(String metadata) {
        int colon = metadata.indexOf(':');
        return metadata.startsWith(FAMILY)
                && colon > FAMILY.length()
                && metadata.substring(FAMILY.length(), colon).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Reads the lengths of the runs. */
    private static final class Runs {
        private static final long END = 0;
        private static final long MALFORMED = -1;
        private static final Decoded TROUBLE = Decoded.unusable("malformed");

        private final byte[] bytes;
        private final int end;
        private int at = CHECKSUM_BYTES * Byte.SIZE;

        Runs(byte[] bytes) {
            this.bytes = bytes;
            this.end = bytes.length * Byte.SIZE;
        }

        Decoded read(long committed) {
            long[] bounds = new long[16];
            int count = 0;
            long bound = committed - 1;
            for (long run = next(); run != END; run = next()) {
                if (run == MALFORMED || run > Long.MAX_VALUE - Math.max(0, bound)) {
                    return TROUBLE;
                }
                bound += run;
                if (count == bounds.length) {
                    bounds = Arrays.copyOf(bounds, count * 2);
                }
                bounds[count++] = bound;
            }
            return count == 0 || count % 2 != 0
                    ? TROUBLE
                    : new Decoded(OffsetRanges.of(Arrays.copyOf(bounds, count)), Optional.empty());
        }

        /** The next length; {@link #END} where only the zeros are left that fill the last byte. */
        private long next() {
            int zeros = 0;
            while (true) {
                if (at == end) {
                    return zeros < Byte.SIZE ? END : MALFORMED;
                }
                if (bit() == 1) {
                    break;
                }
                zeros++;
            }
            if (zeros > LONGEST_CODE_ZEROS || zeros > end - at) {
                return MALFORMED;
            }
            long number = 1;
            for (int i = 0; i < zeros; i++) {
                number = number << 1 | bit();
            }
            return number;
        }

        private int bit() {
            int bit = bytes[at / Byte.SIZE] >>> (Byte.SIZE - 1 - at % Byte.SIZE) & 1;
            at++;
            return bit;
        }
    }
}
