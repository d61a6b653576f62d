package dev.headgate.sim.payload;

/** Where the values of records come from. Each producer has one of its own; not thread-safe. */
@FunctionalInterface
public interface ValueSource {

    /**
     * The value of the record at a position. Nobody writes into it later, so that records may share it.
     *
     * @param position the record's, from 0: the same position gives the same bytes
     * @param key number of its key, from 0; -1 for none
     */
    byte[] value(long position, int key);
}
