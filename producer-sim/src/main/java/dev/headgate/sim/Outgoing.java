package dev.headgate.sim;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record on its way.
 *
 * @param content what depends on seed and sequence alone
 * @param position among all records of the producer, duplicates included
 * @param duplicate whether it went out before
 * @param aborted whether its transaction is to be aborted
 */
record Outgoing(
        ProducerRecord<byte[], byte[]> record, Content content, long position, boolean duplicate, boolean aborted) {}
