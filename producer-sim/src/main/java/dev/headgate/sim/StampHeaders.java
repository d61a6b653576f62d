package dev.headgate.sim;

/**
 * Names of the record headers that the simulator writes. {@link #STAMP} is on each record, the others are only where they
 * say something.
 */
public final class StampHeaders {

    /** What all the names but that of {@link #STAMP} start with. */
    public static final String PREFIX = "headgate-sim";

    /**
     * The {@link Stamp} of a record: its ids, numbers, due time and checksum in a few dozen bytes. The name is short since
     * each record bears it.
     */
    public static final String STAMP = "hgsim";

    /**
     * How long a simulated handler should take over this record, in whole microseconds: decimal digits as UTF-8 text.
     * Missing where the run has no {@code --work-cost}.
     */
    public static final String COST = PREFIX + "-cost";

    /**
     * {@link #MARK} on a record that repeats an earlier one on purpose: key, value and stamp are those
     * of the original, but for the due time. Missing on the original.
     */
    public static final String DUPLICATE = PREFIX + "-duplicate";

    /**
     * {@link #MARK} on a record whose value is bad on purpose: bytes that are neither UTF-8 nor JSON nor Avro. Its
     * checksum is right, for these bytes are what was sent.
     */
    public static final String POISON = PREFIX + "-poison";

    /**
     * {@link #MARK} on each record of a transaction that is aborted on purpose. Its sequence numbers never come again.
     * Who sees one reads uncommitted records.
     */
    public static final String ABORTED = PREFIX + "-aborted";

    /** Value of {@link #DUPLICATE}, {@link #POISON} and {@link #ABORTED} where they are there: UTF-8 text. */
    public static final String MARK = "1";

    private StampHeaders() {}
}
