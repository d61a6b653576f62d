package dev.headgate.olderkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.ExactlyOnceRun;
import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.TestKafka;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Output;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.sink.kafka.KafkaDeadLetterSink;
import dev.headgate.sink.kafka.KafkaSink;
import dev.headgate.state.EngineState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/VERSIONS.md says of older brokers. */
@Tag("broker")
@Tag("process")
@Timeout(90)
@ParameterizedClass(name = "Kafka {0}")
@ValueSource(strings = {"3.9", "4.0"})
class OlderBrokerTest {
    private static final int RECORDS = 1_000;
    private static final String REFUSED = "700";
    private static final String STUCK = "100";

    private static Optional<OlderBroker> running = Optional.empty();

    private final String version;
    private final Map<String, String> kafka;
    private final String input;
    private final String output;
    private final String dead;
    private final ExactlyOnceRun run;

    OlderBrokerTest(String version) throws Exception {
        this.version = version;
        OlderBroker broker = running.orElseThrow();
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        input = broker.newTopic(4);
        output = broker.newTopic(2);
        dead = broker.newTopic(1);
        run = new ExactlyOnceRun(broker.bootstrapServers(), input, output);
        TestKafka.produce(broker.bootstrapServers(), input, RECORDS, 100);
    }

    @BeforeParameterizedClassInvocation
    static void start(String version, @TempDir Path directory) throws Exception {
        OlderBroker broker = new OlderBroker(version, directory);
        running = Optional.of(broker);
        assertThat(broker.version()).startsWith(version + ".");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        running.ifPresent(OlderBroker::close);
    }

    /** Refuses one record and takes a different time for each of the others. */
    private static RecordHandler<byte[], byte[], Output> uneven() {
        return (record, context) -> {
            if (TestKafka.text(record.value()).equals(REFUSED)) {
                throw new RejectedRecordException("planned");
            }
            Thread.sleep(new Random(record.offset() * 31 + record.partition()).nextInt(8));
            return ExactlyOnceRun.functionOf(record);
        };
    }

    /** The same, but one record ends only with its engine. */
    private static RecordHandler<byte[], byte[], Output> stuck() {
        return (record, context) -> {
            while (TestKafka.text(record.value()).equals(STUCK) && !context.isCancelled()) {
                Thread.sleep(5);
            }
            return uneven().handle(record, context);
        };
    }

    private Headgate atLeastOnce(HeadgateBuilder builder, RecordHandler<byte[], byte[], Output> handler) {
        return builder.onFailure(FailurePolicy.DEAD_LETTER)
                .deadLetters(KafkaDeadLetterSink.to(dead).kafka(kafka).open())
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), handler)
                .sink(KafkaSink.to(output).kafka(kafka).open())
                .start();
    }

    private Headgate exactlyOnce(HeadgateBuilder builder, RecordHandler<byte[], byte[], Output> handler) {
        return builder.onFailure(FailurePolicy.DEAD_LETTER)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), handler)
                .sink(run.sink(dead))
                .start();
    }

    private HeadgateBuilder cut() {
        return run.builder().drainTimeout(Duration.ofMillis(100)).revokeTimeout(Duration.ofMillis(100));
    }

    private static void awaitAcked(Headgate headgate, long records) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> headgate.snapshot().counters().records().acked() >= records);
    }

    /** To the end, where the engine before it left one record in the middle and some beyond it were done. */
    private void runToTheEnd(Headgate headgate) {
        run.awaitCommittedUpTo(run.ends(input));
        await("records done beyond the commit, by its map")
                .until(() -> headgate.snapshot().counters().records().alreadyDone() > 0);
    }

    private void thenEachOutputAndTheDeadLetterAreThereOnce() {
        assertThat(run.values(output)).hasSize(RECORDS - 1).doesNotHaveDuplicates();
        assertThat(run.values(dead)).containsExactly(REFUSED);
    }

    @Test
    void after_a_cut_the_map_of_the_commit_says_what_is_done() {
        try (Headgate cut = atLeastOnce(cut(), stuck())) {
            awaitAcked(cut, RECORDS - 2);
        }
        try (Headgate last = atLeastOnce(run.builder(), uneven())) {
            runToTheEnd(last);
        }
        thenEachOutputAndTheDeadLetterAreThereOnce();
    }

    @Test
    void a_transaction_takes_outputs_dead_letters_and_the_map_with_it() {
        try (Headgate cut = exactlyOnce(cut(), stuck())) {
            awaitAcked(cut, RECORDS - 2);
        }
        try (Headgate last = exactlyOnce(run.builder(), uneven())) {
            runToTheEnd(last);
        }
        thenEachOutputAndTheDeadLetterAreThereOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RangeAssignor", "CooperativeStickyAssignor"})
    void members_come_and_go_in_the_classic_protocol(String assignor) {
        run.withClient(Map.of(
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer." + assignor,
                "heartbeat.interval.ms",
                300));
        membersComeAndGo();
    }

    /** 4.0 has the protocol of KIP-848, 3.9 has not. */
    @Test
    void members_come_and_go_in_the_new_protocol_or_are_told_that_the_broker_has_none() throws Exception {
        run.withClient(Map.of("group.protocol", "consumer"));
        if (!version.equals("3.9")) {
            membersComeAndGo();
            return;
        }
        try (Headgate refused = atLeastOnce(run.builder(), uneven())) {
            assertThat(refused.awaitEnd(Duration.ofSeconds(30))).contains(EngineState.FAILED);
            assertThat(refused.failure().orElseThrow()).hasMessageContaining("group.protocol=classic");
        }
    }

    private void membersComeAndGo() {
        try (Headgate first = atLeastOnce(cut().handlerRate(200), uneven())) {
            awaitAcked(first, 50);
            try (Headgate guest = atLeastOnce(cut().handlerRate(200), uneven())) {
                awaitAcked(guest, 50);
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> first.snapshot().counters().partitions().rebalances() > 2);
        }
        try (Headgate _ = atLeastOnce(run.builder(), uneven())) {
            run.awaitCommittedUpTo(run.ends(input));
        }
        assertThat(run.values(output).stream().distinct()).hasSize(RECORDS - 1);
        assertThat(run.values(dead)).contains(REFUSED);
    }
}
