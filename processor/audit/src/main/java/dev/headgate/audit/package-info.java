/**
 * The end-to-end audit: a Kafka Streams topology that reads what was sent, what was delivered and what was
 * dead-lettered, and says what was lost, duplicated, reordered or corrupted in between.
 */
@NullMarked
package dev.headgate.audit;

import org.jspecify.annotations.NullMarked;
