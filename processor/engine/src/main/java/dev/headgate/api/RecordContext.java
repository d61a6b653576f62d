package dev.headgate.api;

import org.apache.kafka.common.header.Headers;

/** Where the record in hand comes from, and how often it has been tried. Safe to read from any thread. */
public interface RecordContext {
    /** The topic that the record was read from. */
    String topic();

    /** The partition's number in its topic. */
    int partition();

    /** The record's offset in its partition. */
    long offset();

    /** The record's timestamp in epoch ms, as Kafka delivered it. */
    long timestamp();

    /**
     * The headers as Kafka delivered them. Each call makes a copy, which is the caller's to change and to hand on; nobody else sees
     * what is changed there.
     */
    Headers headers();

    /** Which attempt this is, counted from 1. */
    int attempt();

    /**
     * Whether the outcome no longer matters: the partition was revoked, the attempt ran out of time, or the processor is
     * past its drain deadline. A handler that works for long should look here from time to time; it is interrupted too.
     */
    boolean isCancelled();
}
