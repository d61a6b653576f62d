package dev.headgate.sim;

/**
 * What became of a run's records.
 *
 * @param sent records handed to the Kafka producers; after the end acked + failed + aborted
 * @param acked records that the brokers acknowledged
 * @param failed records that the Kafka producers gave up on, after the end all without an ack; one that timed out may be in
 *     the topic all the same
 * @param aborted records of transactions that were aborted on purpose
 * @param missed arrivals that were due but never sent, because they would have been too late
 * @param bytes of key and value of what was sent
 */
public record RecordCounts(long sent, long acked, long failed, long aborted, long missed, long bytes) {}
