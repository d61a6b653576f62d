package dev.headgate.api;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record for which nothing is left to try, on its way to the dead-letter topic.
 *
 * @param record the record as Kafka delivered it, whatever deserializers and handlers did to the headers of theirs
 * @param reason what went wrong last
 * @param attempts how often it was tried; 0 if it could not be decoded
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> record, Throwable reason, int attempts) {}
