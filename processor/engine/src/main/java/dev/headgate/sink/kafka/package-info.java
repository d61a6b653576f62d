/** The sink that writes to Kafka, the dead-letter topic, and the transactions of exactly-once. */
@NullMarked
package dev.headgate.sink.kafka;

import org.jspecify.annotations.NullMarked;
