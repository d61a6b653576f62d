package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.state.EngineState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members come and go, and what the group knows changes under them. */
@Tag("broker")
@Timeout(150)
class GroupFaultsTest {
    private static FaultRun run(int partitions) {
        return FaultRun.given(TestKafka.bootstrapServers(), TestKafka.newTopic(partitions));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eager", "cooperative", "consumer"})
    void members_come_and_go_under_load(String protocol) throws Exception {
        try (FaultRun run = run(6).withProtocol(protocol).with(builder -> builder.handlerRate(1_000))) {
            run.produce(1_000).join();
            run.outside.awaitMembers(1);
            for (int round = 0; round < 3; round++) {
                Headgate guest = run.produce(1_000).join();
                run.outside.awaitMembers(2);
                FaultRun.awaitThat(
                        "the guest has work",
                        () -> guest.snapshot().counters().records().consumed() > 0);
                guest.close();
                assertThat(guest.snapshot().state()).isEqualTo(EngineState.CLOSED);
                run.outside.awaitMembers(1);
            }
            run.thenNothingIsLost();
            assertThat(run.deliveries.repeated()).as("all left in order").isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eager", "cooperative", "consumer"})
    void a_static_member_restarts_under_its_name(String protocol) throws Exception {
        try (FaultRun run = run(4).withProtocol(protocol).withClient("group.instance.id", "one")) {
            Headgate first = run.produce(1_000).join();
            run.awaitDelivered(1_000);
            first.close();
            run.produce(1_000).join();
            run.awaitDelivered(1_001);
            assertThat(instances(run)).containsExactly("one");
            run.thenNothingIsLost();
            assertThat(run.deliveries.repeated()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cooperative", "consumer"})
    void of_two_with_one_instance_id_one_ends_with_a_failure_and_nothing_is_lost(String protocol) throws Exception {
        try (FaultRun run = run(4).withProtocol(protocol).withClient("group.instance.id", "one")) {
            Headgate first = run.produce(1_000).join();
            run.awaitDelivered(1_000);
            Headgate second = run.join();
            FaultRun.awaitThat(
                    "one fails",
                    () -> Stream.of(first, second)
                            .anyMatch(member -> member.snapshot().state() == EngineState.FAILED));
            run.produce(1_000);
            run.thenNothingIsLost();
            assertThat(Stream.of(first, second)
                            .filter(member -> member.snapshot().state() == EngineState.FAILED))
                    .hasSize(1);
        }
    }

    @Test
    void partitions_added_under_load_are_read_from_their_beginning() throws Exception {
        try (FaultRun run = run(2)) {
            run.produce(1_000).join();
            run.awaitDelivered(1);
            run.outside.admin(admin -> admin.createPartitions(Map.of(run.outside.topic(), NewPartitions.increaseTo(6)))
                    .all()
                    .get());
            run.produce(2_000);
            assertThat(run.outside.ends()).as("the new ones have records").hasSizeGreaterThan(2);
            run.thenNothingIsLost();
        }
    }

    @Test
    void offsets_deleted_between_two_runs_mean_all_again_and_not_a_gap() throws Exception {
        try (FaultRun run = run(2)) {
            Headgate first = run.produce(1_000).join();
            FaultRun.awaitThat("all delivered", () -> run.deliveries.distinct() == 1_000);
            first.close();
            assertThat(run.outside.committed()).isNotEmpty();
            run.outside.admin(admin -> admin.deleteConsumerGroups(List.of(run.outside.topic()))
                    .all()
                    .get());
            run.join();
            FaultRun.awaitThat("all again", () -> run.deliveries.repeated() == 1_000);
            run.thenNothingIsLost();
        }
    }

    @Test
    void offsets_under_a_running_processor_cannot_be_deleted_and_while_its_group_is_empty_they_mean_no_gap()
            throws Exception {
        try (FaultRun run = run(1)) {
            Headgate member = run.produce(1_000).join();
            FaultRun.awaitThat("all delivered", () -> run.deliveries.distinct() == 1_000);
            Set<TopicPartition> partitions = Set.copyOf(run.outside.partitions());
            run.outside.awaitMembers(1);
            assertThatThrownBy(() ->
                            run.outside.admin(admin -> admin.deleteConsumerGroupOffsets(run.outside.topic(), partitions)
                                    .all()
                                    .get()))
                    .hasRootCauseInstanceOf(GroupSubscribedToTopicException.class);
            assertThatThrownBy(() -> run.outside.admin(admin -> admin.deleteConsumerGroups(List.of(run.outside.topic()))
                            .all()
                            .get()))
                    .hasRootCauseInstanceOf(GroupNotEmptyException.class);
            run.produce(1_000);
            run.awaitDelivered(2_000);
            assertThat(member.snapshot().state()).isEqualTo(EngineState.RUNNING);
            run.thenNothingIsLost();
            assertThat(run.deliveries.repeated()).isZero();
        }
    }

    /** Eager: each time a guest of the group joins or leaves, all is revoked and comes back to the only one who wants it. */
    @Test
    void partitions_revoked_and_given_back_at_once_lose_and_repeat_nothing() throws Exception {
        String other = TestKafka.newTopic(1);
        try (FaultRun run = run(6).withProtocol("eager").with(builder -> builder.handlerRate(1_500))) {
            Headgate member = run.produce(4_000).join();
            run.awaitDelivered(100);
            for (int round = 0; round < 4; round++) {
                int delivered = run.deliveries.distinct();
                try (Consumer<byte[], byte[]> guest = guest(run)) {
                    guest.subscribe(Set.of(other));
                    FaultRun.awaitThat("the guest is in", () -> {
                        guest.poll(Duration.ofMillis(50));
                        return !guest.assignment().isEmpty();
                    });
                    run.awaitDelivered(Math.min(delivered + 10, 4_000));
                }
            }
            assertThat(run.deliveries.distinct()).as("it fell into the work").isLessThan(4_000);
            FaultRun.awaitThat(
                    "all of them again", () -> member.snapshot().partitions().size() == 6);
            run.thenNothingIsLost();
            assertThat(run.deliveries.repeated()).isZero();
        }
    }

    private static Consumer<byte[], byte[]> guest(FaultRun run) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        TestKafka.bootstrapServers(),
                        "group.id",
                        run.outside.topic(),
                        "enable.auto.commit",
                        false,
                        "partition.assignment.strategy",
                        RangeAssignor.class.getName()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    @Test
    void a_topic_deleted_and_made_anew_under_a_processor_stops_it_with_one_line_or_is_read_whole() throws Exception {
        try (FaultRun run = run(1)) {
            Headgate member = run.produce(1_000).join();
            FaultRun.awaitThat("all committed", () -> run.committed() == 1_000);
            run.outside.admin(admin ->
                    admin.deleteTopics(List.of(run.outside.topic())).all().get());
            FaultRun.awaitThat("created again", () -> run.recreated(1));
            run.produce(300);
            Set<String> written = run.outside.read("read_uncommitted").stream()
                    .map(Deliveries::id)
                    .collect(Collectors.toSet());
            assertThat(written).hasSize(300);
            FaultRun.awaitThat(
                    "halted, or all read",
                    () -> member.snapshot().state().hasEnded()
                            || run.deliveries.ids().containsAll(written));
            if (member.snapshot().state().hasEnded()) {
                run.thenHalts(member, run.outside.topic() + "-0");
                assertThat(run.outside.committed(0))
                        .as("nothing of the new topic is taken for done but what was delivered of it")
                        .isIn(0L, 1_000L);
            } else {
                FaultRun.awaitThat("committed to the end of the new topic", () -> run.committed() == 300);
            }
        }
    }

    private static Set<String> instances(FaultRun run) throws Exception {
        return run
                .outside
                .admin(admin -> admin.describeConsumerGroups(Set.of(run.outside.topic()))
                        .all()
                        .get())
                .values()
                .stream()
                .flatMap(group -> group.members().stream())
                .flatMap(member -> member.groupInstanceId().stream())
                .collect(Collectors.toSet());
    }
}
