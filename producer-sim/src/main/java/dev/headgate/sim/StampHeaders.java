package dev.headgate.sim;

/**
 * Names of the record headers that the simulator writes. The first five carry a {@link Stamp} and are on each record: the
 * two ids are UTF-8 text; the three numbers are signed 64-bit integers in 8 bytes, big-endian, as Kafka's LongSerializer
 * writes them. {@link #CHECKSUM} is on each record too. The others are only where they say something.
 */
public final class StampHeaders {

    /** What all the names start with. */
    public static final String PREFIX = "headgate-sim-";

    /** Id of the run, UTF-8 text. */
    public static final String RUN_ID = PREFIX + "run";

    /** Id of the producer within the run, UTF-8 text. */
    public static final String PRODUCER_ID = PREFIX + "producer";

    /** Position of the record among all records of this producer in this run, from 0; 8 bytes. */
    public static final String SEQUENCE = PREFIX + "seq";

    /** Position of the record among those with the same key from this producer in this run, from 0; 8 bytes. */
    public static final String KEY_SEQUENCE = PREFIX + "key-seq";

    /** When the record was due to be sent, in nanoseconds since the Unix epoch; 8 bytes. */
    public static final String INTENDED_TIME = PREFIX + "due";

    /**
     * {@link RecordChecksum} of the record: CRC32C over the bytes of the key, if there is one, and then those of the
     * value, if there is one; 4 bytes, big-endian, as Kafka's IntegerSerializer writes them. Headers and timestamp are
     * not in it.
     */
    public static final String CHECKSUM = PREFIX + "crc";

    /**
     * How long a simulated handler should take over this record, in whole microseconds: decimal digits as UTF-8 text.
     * Missing where the run has no {@code --work-cost}.
     */
    public static final String COST = PREFIX + "cost";

    /**
     * {@link #MARK} on a record that repeats an earlier one on purpose: key, value and all other headers but
     * {@link #INTENDED_TIME} are those of the original, its sequence numbers too. Missing on the original.
     */
    public static final String DUPLICATE = PREFIX + "duplicate";

    /**
     * {@link #MARK} on a record whose value is bad on purpose: bytes that are neither UTF-8 nor JSON nor Avro. Its
     * checksum is right, for these bytes are what was sent.
     */
    public static final String POISON = PREFIX + "poison";

    /**
     * {@link #MARK} on each record of a transaction that is aborted on purpose. Its sequence numbers never come again.
     * Who sees one reads uncommitted records.
     */
    public static final String ABORTED = PREFIX + "aborted";

    /** Value of {@link #DUPLICATE}, {@link #POISON} and {@link #ABORTED} where they are there: UTF-8 text. */
    public static final String MARK = "1";

    private StampHeaders() {}
}
