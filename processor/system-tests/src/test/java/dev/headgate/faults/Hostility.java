package dev.headgate.faults;

import dev.headgate.config.Guarantee;
import java.util.Locale;
import java.util.zip.CRC32;

/** What is wrong with a record of the soak, by its value: the same for everybody who looks at it. */
enum Hostility {
    /** Nothing. */
    NONE(0, false),
    /** The decoder throws an {@link Error}. */
    DECODER_ERROR(8, true),
    /** The decoder throws a checked exception that it doesn't declare. */
    DECODER_CHECKED(8, true),
    /** The decoder removes the header that it needs, and the handler always fails. */
    HEADER_EATEN(8, true),
    /** The output is larger than its topic takes. */
    TOO_LARGE(8, true),
    /** The server resets the connection whenever it gets this record. Needs a sink that can. */
    POISON_FOR_THE_SERVER(1, true),
    /** The handler fails once, having added a header. */
    FAILS_ONCE(8, false);

    private static final int OF = 4_000;

    private final int share;
    private final boolean givenUp;

    /**
     * @param share how many of 4,000 records
     * @param givenUp whether it is bound for the dead letters
     */
    Hostility(int share, boolean givenUp) {
        this.share = share;
        this.givenUp = givenUp;
    }

    /** Whether it is bound for the dead letters. With exactly-once no server but Kafka's is there, whom it doesn't poison. */
    boolean isGivenUp(Guarantee guarantee) {
        return givenUp && (this != POISON_FOR_THE_SERVER || guarantee == Guarantee.AT_LEAST_ONCE);
    }

    static Hostility of(byte[] value) {
        CRC32 sum = new CRC32();
        sum.update(value);
        int drawn = (int) (sum.getValue() % OF);
        for (Hostility each : values()) {
            drawn -= each.share;
            if (drawn < 0) {
                return each;
            }
        }
        return NONE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
