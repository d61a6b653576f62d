package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.api.Ack;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import dev.headgate.state.EngineState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Given a topic with records, when a fault falls on its processors, then nothing is lost: what the rows share. */
final class FaultRun implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final RetryPolicy QUICK =
            new RetryPolicy(50, Duration.ofMillis(5), 1.5, Duration.ofMillis(100), 0.5);

    final Deliveries deliveries = new Deliveries();
    final BrokerView outside;
    private final String topic;
    private final Map<String, Object> kafka = new HashMap<>();
    private final List<Headgate> members = new CopyOnWriteArrayList<>();
    private UnaryOperator<HeadgateBuilder> settings = builder -> builder;
    private Sink<ConsumerRecord<byte[], byte[]>> sink = (record, context) -> {
        deliveries.add(record);
        return Ack.now();
    };
    private Deserializer<byte[]> values = new ByteArrayDeserializer();
    private int produced;

    private FaultRun(Map<String, Object> access, String topic) {
        this.topic = topic;
        this.outside = new BrokerView(access, topic);
        kafka.putAll(access);
        kafka.putAll(Map.of(
                "group.id", topic,
                "session.timeout.ms", 1_500,
                "heartbeat.interval.ms", 300,
                "request.timeout.ms", 2_000,
                "default.api.timeout.ms", 6_000,
                "reconnect.backoff.max.ms", 200,
                "metadata.max.age.ms", 1_000));
    }

    /** A run over this topic, with a group of the same name. */
    static FaultRun given(String bootstrap, String topic) {
        return new FaultRun(Map.of("bootstrap.servers", bootstrap), topic);
    }

    /** The same for brokers that want more of a client than to know their addresses. */
    static FaultRun given(Map<String, Object> access, String topic) {
        return new FaultRun(access, topic);
    }

    FaultRun withClient(String name, Object value) {
        kafka.put(name, value);
        return this;
    }

    /** The group protocol; the consumer protocol's sessions are the broker's to set. */
    FaultRun withProtocol(String protocol) {
        if (protocol.equals("consumer")) {
            kafka.keySet().removeAll(Set.of("session.timeout.ms", "heartbeat.interval.ms"));
            kafka.put("group.protocol", protocol);
        } else {
            String assignor = protocol.equals("eager") ? "RangeAssignor" : "CooperativeStickyAssignor";
            kafka.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor);
        }
        return this;
    }

    FaultRun with(UnaryOperator<HeadgateBuilder> more) {
        UnaryOperator<HeadgateBuilder> before = settings;
        settings = builder -> more.apply(before.apply(builder));
        return this;
    }

    /** How values are decoded; as they are, unless told otherwise. */
    FaultRun withValues(Deserializer<byte[]> deserializer) {
        values = deserializer;
        return this;
    }

    FaultRun downstream(Sink<ConsumerRecord<byte[], byte[]>> other) {
        sink = other;
        return this;
    }

    /** Writes this many more records, over 40 keys. */
    FaultRun produce(int count) {
        try (Producer<byte[], byte[]> producer = producer(Map.of("acks", "all"))) {
            for (int i = 0; i < count; i++, produced++) {
                byte[] key = bytes("key-" + produced % 40);
                var _ = producer.send(new ProducerRecord<>(topic, key, bytes("value-" + produced)));
            }
        }
        return this;
    }

    Producer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(outside.access());
        properties.putAll(more);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Headgate join() {
        Headgate member = settings.apply(Headgate.builder()
                        .kafka(kafka)
                        .topics(topic)
                        .workers(20)
                        .queueCapacity(1_000)
                        .retry(QUICK)
                        .lagInterval(Duration.ZERO)
                        .drainTimeout(Duration.ofSeconds(10)))
                .handler(new ByteArrayDeserializer(), values, (record, context) -> record)
                .sink(sink)
                .start();
        members.add(member);
        return member;
    }

    /** Forgets a member that the row has ended itself, in whatever state. */
    FaultRun leave(Headgate member) {
        members.remove(member);
        return this;
    }

    void awaitDelivered(int records) {
        awaitThat("records delivered", () -> deliveries.distinct() >= records);
    }

    /** The sum of the group's committed offsets; -1 while nobody says. */
    long committed() {
        return outside.total();
    }

    /** Whether a topic of the deleted one's name could be made; not before the old one has gone. */
    boolean recreated(int partitions) {
        try {
            outside.admin(admin -> admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get());
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static void awaitThat(String what, BooleanSupplier condition) {
        awaitThat(what, PATIENCE, condition);
    }

    static void awaitThat(String what, Duration most, BooleanSupplier condition) {
        await(what).atMost(most).pollInterval(Duration.ofMillis(20)).until(condition::getAsBoolean);
    }

    /** This member stops by itself, and says why in one line with these words. */
    void thenHalts(Headgate member, String... words) throws InterruptedException {
        assertThat(member.awaitEnd(PATIENCE)).contains(EngineState.FAILED);
        assertThat(member.snapshot().lastError().orElse("")).contains(words).hasLineCount(1);
        leave(member);
        member.close();
    }

    /** Every record that a plain consumer reads was delivered, in the order of its key, and is committed. */
    void thenNothingIsLost() throws ExecutionException, InterruptedException {
        thenNothingIsLost("read_uncommitted");
    }

    void thenNothingIsLost(String isolation) throws ExecutionException, InterruptedException {
        Set<String> expected =
                outside.read(isolation).stream().map(Deliveries::id).collect(Collectors.toSet());
        assertThat(expected).isNotEmpty();
        awaitThat("all delivered", () -> deliveries.ids().containsAll(expected));
        Map<TopicPartition, Long> ends = outside.ends();
        await("all committed")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(outside.committed()).isEqualTo(ends));
        close();
        assertThat(members)
                .filteredOn(member -> member.snapshot().state() != EngineState.FAILED)
                .as("ended in order")
                .allMatch(member -> member.snapshot().state() == EngineState.CLOSED);
        assertThat(deliveries.ids()).isEqualTo(expected);
        assertThat(deliveries.overtaken()).isEmpty();
        assertThat(outside.committed()).isEqualTo(ends);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        members.forEach(Headgate::shutdown);
        members.forEach(Headgate::close);
    }
}
