package dev.headgate.benchmarks.system;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelEoSStreamProcessor;
import io.confluent.parallelconsumer.PollContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Confluent's <a href="https://github.com/confluentinc/parallel-consumer">Parallel Consumer</a>, the core module. Keeps
 * every order, and has batches.
 *
 * <p>Set, by its README and the Javadoc of {@link ParallelConsumerOptions}:
 *
 * <ul>
 *   <li>{@code ordering} and {@code maxConcurrency}, the number of its threads, from the setup;
 *   <li>{@code commitMode} PERIODIC_CONSUMER_ASYNCHRONOUS, "the fastest option";
 *   <li>{@code messageBufferSize} from the records in flight. Its load factor is then at that size from the start, instead
 *       of being stepped up every two seconds; with handlers that don't block, about twice to four times as fast;
 *   <li>{@code ignoreReflectiveAccessExceptionsForAutoCommitDisabledCheck}: that check looks for a field that
 *       {@link KafkaConsumer} no longer has in 4.x;
 *   <li>virtual threads in its pool of a fixed size: with 2,000 workers twice as fast as its platform threads, with a few
 *       no slower. It has no option for them outside Java EE, where a thread factory is looked up by its JNDI name, but
 *       {@code setupWorkerPool} may be overridden, as its own modules do.
 * </ul>
 *
 * <p>With an output topic it waits in the worker for the acknowledgement of what the worker has produced
 * ({@code pollAndProduceMany}); that is its only way to produce.
 *
 * <p>Once it is closed, its control thread and its poll thread are idle, though alive until the next garbage collection:
 * it makes their executors and never shuts them down.
 */
public final class ParallelConsumerSystem implements ConsumerSystem {
    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Optional<Producer<byte[], byte[]>> producer =
                setup.outputTopic().map(_ -> new KafkaProducer<>(Consumers.producer(setup)));
        var options = ParallelConsumerOptions.<byte[], byte[]>builder()
                .consumer(new KafkaConsumer<>(Consumers.consumer(setup)))
                .ordering(
                        switch (setup.ordering()) {
                            case UNORDERED -> ProcessingOrder.UNORDERED;
                            case KEY -> ProcessingOrder.KEY;
                            case PARTITION -> ProcessingOrder.PARTITION;
                        })
                .maxConcurrency(setup.workers())
                .batchSize(setup.batch())
                .messageBufferSize(setup.queueRecords())
                .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                .commitInterval(Duration.ofMillis(COMMIT_INTERVAL_MS))
                .shutdownTimeout(PollThreads.STOP_WITHIN)
                .ignoreReflectiveAccessExceptionsForAutoCommitDisabledCheck(true);
        producer.ifPresent(options::producer);
        OnVirtualThreads processor = new OnVirtualThreads(options.build());
        processor.subscribe(List.of(setup.topic()));
        setup.outputTopic()
                .ifPresentOrElse(
                        topic -> processor.pollAndProduceMany(batch -> results(batch, topic, work)),
                        () -> processor.poll(batch -> handle(batch, work)));
        return () -> stop(processor);
    }

    private static void stop(OnVirtualThreads processor) {
        Optional<Exception> failure = Optional.ofNullable(processor.getFailureCause());
        processor.closeDontDrainFirst(PollThreads.STOP_WITHIN);
        if (failure.isPresent()) {
            throw new IllegalStateException("the Parallel Consumer has failed: " + failure.get(), failure.get());
        }
    }

    private static void handle(PollContext<byte[], byte[]> batch, Work work) {
        for (var each : batch) {
            var _ = Handled.of(work, each.value(), each.partition(), each.offset());
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> results(
            PollContext<byte[], byte[]> batch, String topic, Work work) {
        List<ProducerRecord<byte[], byte[]>> results = new ArrayList<>((int) batch.size());
        for (var each : batch) {
            byte[] result = Handled.of(work, each.value(), each.partition(), each.offset());
            results.add(new ProducerRecord<>(topic, each.key(), result));
        }
        return results;
    }

    /** The pool that the library makes, of virtual threads. */
    private static final class OnVirtualThreads extends ParallelEoSStreamProcessor<byte[], byte[]> {
        OnVirtualThreads(ParallelConsumerOptions<byte[], byte[]> options) {
            super(options);
        }

        @Override
        protected ThreadPoolExecutor setupWorkerPool(int poolSize) {
            return new ThreadPoolExecutor(
                    poolSize,
                    poolSize,
                    0,
                    TimeUnit.MILLISECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofVirtual().name("pc-", 0).factory());
        }
    }
}
