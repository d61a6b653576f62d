package dev.headgate.benchmarks.system;

import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.Ready;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.CommitOptions;
import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.Setting;
import dev.headgate.internal.consumer.ConsumerProperties;
import dev.headgate.internal.sink.ProducerProperties;
import dev.headgate.sink.kafka.KafkaSink;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Headgate as the library's users write it: a handler on virtual threads or on the system's, and as the sink either nothing
 * or the built-in Kafka sink. Keeps every order. Batches are made of whatever is there, of any keys, without a wait; with an
 * output topic, which wants a result for each record, it handles one after the other.
 *
 * <p>Set: order, workers and their kind of thread, capacity of the queue, commit interval. Everything else, such as the
 * partition window and the bytes in flight, is left at its default. Client properties that Headgate owns, {@code max.poll.records} among them, can't
 * be handed on; it derives that one from the capacity.
 */
public final class HeadgateSystem implements ConsumerSystem {
    private final boolean async;
    private final ThreadKind threads;

    private HeadgateSystem(boolean async, ThreadKind threads) {
        this.async = async;
        this.threads = threads;
    }

    /** With a handler on threads of this kind. */
    public static HeadgateSystem on(ThreadKind threads) {
        return new HeadgateSystem(false, threads);
    }

    /** With an asynchronous handler, which holds no thread; without batches. */
    public static HeadgateSystem async() {
        return new HeadgateSystem(true, ThreadKind.VIRTUAL);
    }

    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Map<String, Object> kafka = Consumers.consumer(setup);
        kafka.keySet().removeAll(ConsumerProperties.owned(Setting::method).keySet());
        HeadgateBuilder builder = Headgate.builder()
                .kafka(kafka)
                .topics(setup.topic())
                .ordering(setup.ordering())
                .workers(setup.workers())
                .threads(threads)
                .queueCapacity(setup.queueRecords())
                .commit(commit())
                .drainTimeout(PollThreads.STOP_WITHIN);
        return ready(builder, setup, kafka, work).start();
    }

    private Ready ready(HeadgateBuilder builder, SystemSetup setup, Map<String, Object> kafka, Work work) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        if (async) {
            return async(builder, setup, kafka, work);
        }
        if (setup.batch() > 1 && setup.outputTopic().isEmpty()) {
            return builder.<byte[], byte[], Integer>batchHandler(
                            bytes, bytes, BatchOptions.of(setup.batch()), (records, _) -> handle(records, work))
                    .sink(Sink.none());
        }
        return setup.outputTopic()
                .map(topic -> builder.<byte[], byte[], Output>handler(
                                bytes,
                                bytes,
                                (each, _) -> Output.of(
                                        each.key(), work.handle(each.value(), each.partition(), each.offset())))
                        .sink(sink(setup, topic, kafka)))
                .orElseGet(() -> builder.<byte[], byte[], byte[]>handler(
                                bytes, bytes, (each, _) -> work.handle(each.value(), each.partition(), each.offset()))
                        .sink(Sink.none()));
    }

    private static Ready async(HeadgateBuilder builder, SystemSetup setup, Map<String, Object> kafka, Work work) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        return setup.outputTopic()
                .map(topic -> builder.<byte[], byte[], Output>asyncHandler(
                                bytes,
                                bytes,
                                (each, _) -> work.handleAsync(each.value(), each.partition(), each.offset())
                                        .thenApply(result -> Output.of(each.key(), result)))
                        .sink(sink(setup, topic, kafka)))
                .orElseGet(() -> builder.<byte[], byte[], byte[]>asyncHandler(
                                bytes,
                                bytes,
                                (each, _) -> work.handleAsync(each.value(), each.partition(), each.offset()))
                        .sink(Sink.none()));
    }

    private static BatchResult<Integer> handle(List<ConsumerRecord<byte[], byte[]>> records, Work work)
            throws InterruptedException {
        for (ConsumerRecord<byte[], byte[]> each : records) {
            work.handle(each.value(), each.partition(), each.offset());
        }
        return BatchResult.whole(records.size());
    }

    private static CommitOptions commit() {
        CommitOptions byDefault = CommitOptions.DEFAULT;
        return new CommitOptions(Duration.ofMillis(COMMIT_INTERVAL_MS), byDefault.records(), PollThreads.STOP_WITHIN);
    }

    private static Sink<Output> sink(SystemSetup setup, String topic, Map<String, Object> kafka) {
        Map<String, Object> producer = new HashMap<>(Consumers.producer(setup));
        producer.keySet().removeAll(ProducerProperties.OWNED.keySet());
        return KafkaSink.to(topic).kafka(kafka).producer(producer).open();
    }
}
