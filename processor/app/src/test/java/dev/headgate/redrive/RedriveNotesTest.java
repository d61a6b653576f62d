package dev.headgate.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The brokers forget the offsets of a group without members, after {@code offsets.retention.minutes}, a week by default. These
 * tests delete them.
 */
@Tag("broker")
@Timeout(90)
public class RedriveNotesTest {
    private final String origin = TestKafka.newTopic(3);
    private final String letters = TestKafka.newTopic(1);
    private final String group = letters + "-redrive";
    private final TopicPartition only = new TopicPartition(letters, 0);

    private RedriveOptions options(RedriveFilter filter, long limit, boolean exactlyOnce) {
        return new RedriveOptions(letters, Optional.empty(), filter, limit, 3, 0, 4_000, false, exactlyOnce, false);
    }

    private RedriveStatus run(RedriveOptions options) throws Exception {
        return new Redrive(TestKafka.consumer(letters), options).run();
    }

    private Map<RedriveOutcome, Long> runAll(boolean exactlyOnce) throws Exception {
        return run(options(RedriveFilter.ALL, 0, exactlyOnce)).counts();
    }

    private void forgetGroup() throws Exception {
        try (Admin admin = TestKafka.admin()) {
            admin.deleteConsumerGroups(List.of(group)).all().get(10, TimeUnit.SECONDS);
        }
        assertThat(TestKafka.committed(group)).isEmpty();
    }

    private static Throwable odd(int number) {
        return number % 2 == 1 ? new IOException("away") : new IllegalStateException("bad");
    }

    private static RedriveFilter ioExceptions() {
        return new RedriveFilter(Set.of("IOException"), Set.of(), Optional.empty(), Optional.empty());
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> notes() {
        return Letters.read(letters).stream().filter(RedriveNote::isNote).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_was_put_back_is_not_put_back_again_though_the_brokers_have_forgotten_the_group(boolean exactlyOnce)
            throws Exception {
        Letters.write(letters, origin, 3, 1_200, RedriveNotesTest::odd);
        assertThat(runAll(exactlyOnce)).isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 1_200L));
        forgetGroup();
        assertThat(runAll(exactlyOnce)).isEmpty();
        Letters.write(letters, origin, 3, 5, RedriveNotesTest::odd);
        forgetGroup();
        assertThat(runAll(exactlyOnce)).isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 5L));
        assertThat(Letters.values(origin)).hasSize(1_205).containsAll(numbers(0, 1_200));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_a_filter_or_a_limit_left_is_still_known_and_nothing_else(boolean exactlyOnce) throws Exception {
        Letters.write(letters, origin, 3, 100, RedriveNotesTest::odd);
        run(options(ioExceptions(), 30, exactlyOnce));
        forgetGroup();
        RedriveStatus second = run(options(ioExceptions(), 0, exactlyOnce));
        assertThat(second.count(RedriveOutcome.REDRIVEN)).isEqualTo(20);
        forgetGroup();
        RedriveStatus dry = run(new RedriveOptions(
                letters, Optional.empty(), RedriveFilter.ALL, 0, 3, 0, 4_000, true, exactlyOnce, false));
        assertThat(dry.counts()).isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 50L));
        assertThat(runAll(exactlyOnce)).isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 50L));
        assertThat(Letters.values(origin)).containsExactlyInAnyOrderElementsOf(numbers(0, 100));
    }

    @Test
    void a_run_that_was_stopped_has_noted_what_it_did() throws Exception {
        Letters.write(letters, origin, 3, 2_000, RedriveNotesTest::odd);
        Redrive redrive = new Redrive(
                TestKafka.consumer(letters),
                new RedriveOptions(
                        letters, Optional.empty(), RedriveFilter.ALL, 0, 3, 100, 4_000, false, false, false));
        Thread stopper = Thread.ofVirtual().start(() -> {
            while (redrive.status().count(RedriveOutcome.REDRIVEN) == 0) {
                Thread.onSpinWait();
            }
            redrive.stop();
        });
        RedriveStatus stopped = redrive.run();
        stopper.join();
        long before = stopped.count(RedriveOutcome.REDRIVEN);
        assertThat(before).isBetween(1L, 1_999L);
        forgetGroup();
        assertThat(runAll(false)).isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 2_000 - before));
        assertThat(Letters.values(origin)).containsExactlyInAnyOrderElementsOf(numbers(0, 2_000));
    }

    @Test
    void a_run_that_puts_nothing_back_notes_nothing() throws Exception {
        Letters.write(letters, origin, 3, 20, RedriveNotesTest::odd);
        runAll(false);
        int after = notes().size();
        assertThat(after).isPositive();
        runAll(false);
        forgetGroup();
        runAll(false);
        assertThat(notes()).hasSize(after);
    }

    @Test
    void offsets_that_an_operator_sets_back_win_over_the_notes() throws Exception {
        Letters.write(letters, origin, 3, 20, RedriveNotesTest::odd);
        runAll(false);
        try (Admin admin = TestKafka.admin()) {
            admin.alterConsumerGroupOffsets(group, Map.of(only, new OffsetAndMetadata(0)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }
        assertThat(runAll(false)).isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 20L));
    }

    @Test
    void a_note_has_nothing_that_a_stranger_would_decode_or_take_for_a_dead_letter() throws Exception {
        Letters.write(letters, origin, 3, 20, RedriveNotesTest::odd);
        runAll(true);
        assertThat(notes()).isNotEmpty().allSatisfy(note -> {
            assertThat(note.serializedKeySize()).isEqualTo(-1);
            assertThat(note.serializedValueSize()).isEqualTo(-1);
            assertThat(note.headers().toArray())
                    .extracting(Header::key)
                    .containsExactly("headgate-redrive-group", "headgate-redrive-offset", "headgate-redrive-map");
            assertThat(ParkedRecord.of(note)).isEmpty();
        });
        assertThat(TestKafka.text(notes().getLast()
                        .headers()
                        .lastHeader("headgate-redrive-offset")
                        .value()))
                .isEqualTo("20");
    }

    @Test
    void the_notes_of_another_group_count_for_that_group_only() throws Exception {
        Letters.write(letters, origin, 3, 20, RedriveNotesTest::odd);
        runAll(false);
        Map<String, Object> other = TestKafka.consumer(letters + "-other");
        assertThat(new Redrive(other, options(RedriveFilter.ALL, 0, false))
                        .run()
                        .counts())
                .isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 20L));
        forgetGroup();
        assertThat(runAll(false)).isEmpty();
    }

    @Test
    void headers_of_a_dead_letter_s_own_record_are_no_note() throws Exception {
        RecordHeaders hostile = new RecordHeaders();
        hostile.add("headgate-redrive-group", TestKafka.bytes(group));
        hostile.add("headgate-redrive-offset", TestKafka.bytes("20"));
        Letters.write(letters, origin, 3, 20, RedriveNotesTest::odd, hostile);
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of())) {
            RecordHeaders ahead = new RecordHeaders();
            ahead.add("headgate-redrive-group", TestKafka.bytes(group));
            ahead.add("headgate-redrive-offset", TestKafka.bytes("1000"));
            var _ = producer.send(new ProducerRecord<>(letters, 0, null, null, null, ahead));
        }
        assertThat(runAll(false))
                .as("nor is one that is ahead of itself")
                .isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 20L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_compacted_topic_takes_no_notes_and_is_put_back_all_the_same(boolean exactlyOnce) throws Exception {
        String compacted = TestKafka.newTopic(Map.of("cleanup.policy", "compact"));
        Letters.write(compacted, origin, 3, 5, RedriveNotesTest::odd);
        RedriveOptions options = new RedriveOptions(
                compacted, Optional.empty(), RedriveFilter.ALL, 0, 3, 0, 4_000, false, exactlyOnce, false);
        assertThat(new Redrive(TestKafka.consumer(compacted), options).run().counts())
                .isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 5L));
        assertThat(Letters.values(origin)).containsExactlyInAnyOrderElementsOf(numbers(0, 5));
        assertThat(new Redrive(TestKafka.consumer(compacted), options).run().counts())
                .isEmpty();
    }

    @Test
    void a_dead_letter_that_names_the_committed_offsets_is_left_and_told() throws Exception {
        leavesThoseOf("__consumer_offsets");
    }

    @Test
    void a_dead_letter_that_names_the_transactions_is_left_and_told() throws Exception {
        leavesThoseOf("__transaction_state");
    }

    private void leavesThoseOf(String internal) throws Exception {
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("transactional.id", letters))) {
            producer.initTransactions(); // so that both topics exist
        }
        Letters.write(letters, origin, 3, 2, RedriveNotesTest::odd);
        Letters.write(letters, internal, 3, 2, RedriveNotesTest::odd);
        assertThatNoException()
                .as("the brokers refuse it, and that would stop every re-drive at this dead letter")
                .isThrownBy(() -> assertThat(runAll(false))
                        .isEqualTo(Map.of(RedriveOutcome.REDRIVEN, 2L, RedriveOutcome.INTERNAL_TOPIC, 2L)));
        assertThatExceptionOfType(RedriveException.class)
                .isThrownBy(() -> run(new RedriveOptions(
                        letters, Optional.of(internal), RedriveFilter.ALL, 0, 3, 0, 4_000, false, false, false)))
                .withMessageContaining("'" + internal + "' holds the brokers' own state");
    }

    @Test
    void who_may_not_write_notes_is_told_before_anything_is_put_back() throws Exception {
        try (LocalKafka kafka = LocalKafka.builder()
                        .property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                        .property("allow.everyone.if.no.acl.found", "true")
                        .start();
                Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            kafka.createTopic("dead", 1);
            ResourcePattern dead = new ResourcePattern(ResourceType.TOPIC, "dead", PatternType.LITERAL);
            AccessControlEntry read = new AccessControlEntry("User:*", "*", AclOperation.READ, AclPermissionType.ALLOW);
            admin.createAcls(List.of(new AclBinding(dead, read))).all().get(10, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
                return admin
                        .describeTopics(List.of("dead"), options)
                        .allTopicNames()
                        .get(10, TimeUnit.SECONDS)
                        .values()
                        .stream()
                        .noneMatch(topic -> topic.authorizedOperations().contains(AclOperation.WRITE));
            });
            Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "g");
            RedriveOptions options = new RedriveOptions(
                    "dead", Optional.empty(), RedriveFilter.ALL, 0, 3, 0, 4_000, false, false, false);
            assertThatExceptionOfType(RedriveException.class)
                    .isThrownBy(() -> new Redrive(client, options).run())
                    .withMessage(
                            "the principal may not write to the dead-letter topic 'dead', where a re-drive notes what"
                                    + " it has put back, since the group's offsets expire; allow Write on it");
        }
    }
}
