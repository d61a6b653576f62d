package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.FailurePolicy;
import dev.headgate.state.EngineState;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs with gaps, and records that are unlike the others. */
@Tag("broker")
@Timeout(150)
class DataFaultsTest {
    private static FaultRun run(String topic) {
        return FaultRun.given(TestKafka.bootstrapServers(), topic);
    }

    @Test
    void aborted_transactions_are_not_delivered_and_their_markers_hold_no_commit_back() throws Exception {
        String topic = TestKafka.newTopic(2);
        try (FaultRun run = run(topic).withClient("isolation.level", "read_committed");
                Producer<byte[], byte[]> producer = run.producer(Map.of("transactional.id", topic))) {
            run.join();
            producer.initTransactions();
            for (int transaction = 0; transaction < 20; transaction++) {
                producer.beginTransaction();
                for (int i = 0; i < 50; i++) {
                    var _ = producer.send(new ProducerRecord<>(
                            topic, FaultRun.bytes("key-" + i % 7), FaultRun.bytes(transaction + "-" + i)));
                }
                producer.flush();
                if (transaction % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
            }
            assertThat(run.outside.read("read_uncommitted"))
                    .as("with the aborted")
                    .hasSize(1_000);
            assertThat(run.outside.read("read_committed")).hasSize(500);
            run.thenNothingIsLost("read_committed");
        }
    }

    @Test
    void gaps_of_compaction_are_passed() throws Exception {
        String topic = TestKafka.newTopic(Map.of(
                "cleanup.policy", "compact",
                "segment.ms", "100",
                "min.cleanable.dirty.ratio", "0.01",
                "max.compaction.lag.ms", "100"));
        try (FaultRun run = run(topic)) {
            run.produce(2_000);
            FaultRun.awaitThat("compacted", () -> {
                run.produce(1);
                return size(run) < 1_500;
            });
            run.join();
            FaultRun.awaitThat("the last record delivered", () -> run.deliveries.distinct() >= size(run));
            assertThat(run.outside.ends().values()).allMatch(end -> end > run.deliveries.distinct());
            FaultRun.awaitThat("all committed", () -> committedAll(run));
            assertThat(run.deliveries.overtaken()).isEmpty();
        }
    }

    private static int size(FaultRun run) {
        try {
            return run.outside.read("read_uncommitted").size();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean committedAll(FaultRun run) {
        try {
            return run.outside.committed().equals(run.outside.ends());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_record_of_10_MB_and_one_of_1_000_headers_arrive_whole() throws Exception {
        String topic = TestKafka.newTopic(Map.of("max.message.bytes", "12000000"));
        try (FaultRun run = run(topic);
                Producer<byte[], byte[]> producer = run.producer(Map.of("max.request.size", 12_000_000))) {
            ProducerRecord<byte[], byte[]> headers =
                    new ProducerRecord<>(topic, FaultRun.bytes("key-1"), FaultRun.bytes("headers"));
            for (int i = 0; i < 1_000; i++) {
                headers.headers().add("header-" + i, FaultRun.bytes("value-" + i));
            }
            run.produce(100);
            producer.send(new ProducerRecord<>(topic, FaultRun.bytes("key-1"), new byte[10_000_000]))
                    .get();
            producer.send(headers).get();
            run.produce(100).join();
            run.thenNothingIsLost();
            assertThat(run.deliveries.ids())
                    .anyMatch(id -> id.endsWith("/1000"))
                    .hasSize(202);
        }
    }

    @Test
    void null_keys_tombstones_and_empty_values_are_records_like_others() throws Exception {
        String topic = TestKafka.newTopic(2);
        int odd = 0;
        try (FaultRun run = run(topic);
                Producer<byte[], byte[]> producer = run.producer(Map.of())) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>(topic, null, FaultRun.bytes("no key " + i)))
                        .get();
                producer.send(new ProducerRecord<>(topic, FaultRun.bytes("key-1"), null))
                        .get();
                producer.send(new ProducerRecord<>(topic, new byte[0], new byte[0]))
                        .get();
                odd += 3;
            }
            run.produce(100).join();
            run.thenNothingIsLost();
            assertThat(run.deliveries.distinct()).isEqualTo(100 + odd);
        }
    }

    @Test
    void retention_that_passes_the_position_of_a_paused_processor_halts_it_instead_of_a_silent_jump() throws Exception {
        String topic = TestKafka.newTopic(1);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (FaultRun run = run(topic).with(builder -> builder.handlerRate(100).queueCapacity(50));
                Producer<byte[], byte[]> producer = run.producer(Map.of())) {
            for (int i = 0; i < 2_000; i++) {
                var _ = producer.send(new ProducerRecord<>(topic, FaultRun.bytes("key"), new byte[10_000]));
            }
            producer.flush();
            Headgate member = run.join();
            run.awaitDelivered(10);
            member.pause();
            run.outside.admin(admin -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(1_900)))
                    .all()
                    .get());
            member.resume();
            member.awaitEnd(Duration.ofSeconds(60));
            assertThat(member.snapshot().state()).isEqualTo(EngineState.FAILED);
            assertThat(run.outside.committed().getOrDefault(partition, 0L))
                    .as("nothing beyond the gap is committed")
                    .isLessThan(1_900)
                    .isLessThanOrEqualTo((long) run.deliveries.distinct());
        }
    }

    /** Text, and nothing else; as a schema registry's deserializer would throw on what it doesn't know. */
    private static final Deserializer<byte[]> STRICT = (topic, data) -> {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data));
            return data;
        } catch (CharacterCodingException e) {
            throw new SerializationException("not UTF-8", e);
        }
    };

    private static final byte[] POISON = {'a', (byte) 0xc3, (byte) 0x28, 0, (byte) 0xff, '\r', '\n', 27, '['};

    private static void poison(FaultRun run, int times) {
        try (Producer<byte[], byte[]> producer = run.producer(Map.of())) {
            for (int i = 0; i < times; i++) {
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(run.outside.topic(), FaultRun.bytes("key-" + i), POISON);
                record.headers().add("kept", POISON);
                var _ = producer.send(record);
            }
        }
    }

    @Test
    void poison_bytes_go_to_the_dead_letters_as_they_are_and_all_others_are_delivered() throws Exception {
        Queue<ConsumerRecord<byte[], byte[]>> dead = new ConcurrentLinkedQueue<>();
        String topic = TestKafka.newTopic(3);
        try (FaultRun run = run(topic)
                .withValues(STRICT)
                .with(builder -> builder.onUndecodable(FailurePolicy.DEAD_LETTER)
                        .deadLetters((letter, context) -> {
                            dead.add(letter.record());
                            return Ack.now();
                        }))) {
            run.produce(500);
            poison(run, 50);
            run.produce(500).join();
            FaultRun.awaitThat("all committed", () -> run.committed() == 1_050);
            assertThat(dead).hasSize(50).allSatisfy(record -> {
                assertThat(record.value()).isEqualTo(POISON);
                assertThat(record.headers().lastHeader("kept").value()).isEqualTo(POISON);
            });
            assertThat(run.deliveries.distinct()).isEqualTo(1_000);
            assertThat(run.deliveries.overtaken()).isEmpty();
        }
    }

    @Test
    void poison_bytes_halt_it_unless_told_otherwise_before_they_are_committed() throws Exception {
        String topic = TestKafka.newTopic(1);
        try (FaultRun run = run(topic).withValues(STRICT)) {
            run.produce(500);
            poison(run, 1);
            Headgate member = run.produce(500).join();
            run.thenHalts(member, topic + "-0@500");
            assertThat(run.outside.committed(0))
                    .as("up to the poison and no further")
                    .isEqualTo(500);
        }
    }
}
