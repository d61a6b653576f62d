package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.JobProcessor;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What the poll loop is connected to: Kafka on one side, the workers on the other.
 *
 * @param consumer touched by the poll thread alone
 * @param processor takes the records that were polled
 * @param completions brings them back when they have ended
 * @param listener hears of them on the poll thread
 * @param clock as {@link System#nanoTime()}
 */
public record LoopPorts(
        Consumer<byte[], byte[]> consumer,
        JobProcessor processor,
        CompletionQueue completions,
        JobListener listener,
        LongSupplier clock) {}
