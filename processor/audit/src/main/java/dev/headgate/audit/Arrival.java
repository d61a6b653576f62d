package dev.headgate.audit;

/** What counts as the moment at which a record arrived in an output topic. */
public enum Arrival {
    /**
     * The record's timestamp: right if the topic has LogAppendTime, or if the producer sets the time of sending. Headgate's
     * own Kafka sink keeps the source's timestamp unless {@code timestamp} is {@code now}.
     */
    TIMESTAMP,
    /** The moment at which the audit read it: right while the audit keeps up. */
    READ
}
