package dev.headgate.sim;

/**
 * Names of the record headers that carry a {@link Stamp}. The two ids are UTF-8 text; the three numbers are signed
 * 64-bit integers in 8 bytes, big-endian, as Kafka's LongSerializer writes them.
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

    private StampHeaders() {}
}
