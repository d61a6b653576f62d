package dev.headgate.benchmarks.system;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/**
 * Kafka Streams: a topology without state that handles each value and, if there is an output topic, writes the result
 * there. A partition is one task, handled record after record, which keeps every order; at most as many records at once as
 * there are partitions. Has no batches.
 *
 * <p>Set, by the <a href="https://kafka.apache.org/documentation/streams/developer-guide/config-streams.html">configuration
 * of Streams</a>:
 *
 * <ul>
 *   <li>{@code num.stream.threads}: the workers, but no more than there are tasks, since the others would idle;
 *   <li>{@code commit.interval.ms}: that of all systems; the default is 30 s. A commit flushes the producer first;
 *   <li>at-least-once, the default, and everything else as it is, among it the {@code linger.ms} of 100 that Streams gives
 *       its producers. Client properties of the setup go to its clients.
 * </ul>
 *
 * <p>Writes nothing to the state directory, since there are no stores.
 */
public final class StreamsSystem implements ConsumerSystem {
    /** What Streams sets itself, or is told in its own terms. */
    private static final Set<String> OWNED = Set.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);

    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Stop stop = new Stop();
        KafkaStreams streams = new KafkaStreams(topology(setup, work, stop).build(), properties(setup));
        streams.setUncaughtExceptionHandler(problem -> {
            stop.failure.report(problem);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        return () -> stop.stop(streams);
    }

    private static StreamsBuilder topology(SystemSetup setup, Work work, BooleanSupplier cancelled) {
        StreamsBuilder builder = new StreamsBuilder();
        boolean forwards = setup.outputTopic().isPresent();
        KStream<byte[], byte[]> results = builder.stream(
                        setup.topic(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .processValues(() -> new Handling(work, forwards, cancelled));
        setup.outputTopic()
                .ifPresent(topic -> results.to(topic, Produced.with(Serdes.ByteArray(), Serdes.ByteArray())));
        return builder;
    }

    private static Properties properties(SystemSetup setup) {
        Map<String, Object> properties = new HashMap<>();
        Consumers.consumer(setup).forEach((name, value) -> {
            if (!OWNED.contains(name)) {
                properties.put(StreamsConfig.consumerPrefix(name), value);
            }
            if (AdminClientConfig.configNames().contains(name)) {
                properties.put(StreamsConfig.adminClientPrefix(name), value);
            }
        });
        Consumers.producer(setup).forEach((name, value) -> {
            if (!OWNED.contains(name)) {
                properties.put(StreamsConfig.producerPrefix(name), value);
            }
        });
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, setup.group());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, setup.bootstrapServers());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Math.min(setup.workers(), setup.partitions()));
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL_MS);
        Properties all = new Properties();
        all.putAll(properties);
        return all;
    }

    /** One for each task, called by its stream thread. */
    private static final class Handling extends ContextualFixedKeyProcessor<byte[], byte[], byte[]> {
        private final Work work;
        private final boolean forwards;
        private final BooleanSupplier cancelled;

        Handling(Work work, boolean forwards, BooleanSupplier cancelled) {
            this.work = work;
            this.forwards = forwards;
            this.cancelled = cancelled;
        }

        @Override
        public void process(FixedKeyRecord<byte[], byte[]> each) {
            if (cancelled.getAsBoolean()) {
                throw new IllegalStateException("stopped before this record");
            }
            var place = context().recordMetadata().orElseThrow();
            byte[] result = Handled.of(work, each.value(), place.partition(), place.offset());
            if (forwards) {
                context().forward(each.withValue(result));
            }
        }
    }

    /**
     * A stream thread ends only once it has handled what it has taken in hand, which with slow handlers is long after the
     * call to close has given up. It then fails at its next record instead, which commits nothing.
     */
    private static final class Stop implements BooleanSupplier {
        private final FirstFailure failure = new FirstFailure();
        private volatile boolean cancelled;

        @Override
        public boolean getAsBoolean() {
            return cancelled;
        }

        void stop(KafkaStreams streams) {
            if (streams.close(PollThreads.STOP_WITHIN)) {
                failure.throwIfAny();
                return;
            }
            failure.throwIfAny();
            cancelled = true;
            boolean _ = streams.close(PollThreads.STOP_WITHIN);
        }
    }
}
