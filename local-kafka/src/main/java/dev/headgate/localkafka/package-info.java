/**
 * A real Kafka broker for the demo and for tests: in this JVM ({@link dev.headgate.localkafka.LocalKafka}), as child
 * processes that can be killed and paused ({@link dev.headgate.localkafka.LocalKafkaCluster}), or from the command
 * line ({@link dev.headgate.localkafka.BrokerCommand}).
 */
@NullMarked
package dev.headgate.localkafka;

import org.jspecify.annotations.NullMarked;
