package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.TestKafka;
import dev.headgate.api.OutOfRange;
import dev.headgate.state.EngineState;
import dev.headgate.state.PauseReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A topic is deleted and created again under the name it had, and the consumer's position is of the old one. */
@Tag("broker")
@Timeout(120)
class TopicRegressionsTest {
    private static final Map<String, Object> SELDOM = Map.of("metadata.max.age.ms", 300_000, "fetch.max.wait.ms", 10);

    private static HeadgateBuilder builder(RegressionTopic scene) {
        return scene.builder().lagInterval(Duration.ofMillis(100));
    }

    /** Its consumer asks the brokers for nothing, and keeps its partition and its position whatever becomes of the topic. */
    private static void untilUnaware(Headgate headgate) {
        headgate.pause();
        RegressionTopic.until("paused", () -> headgate.snapshot().pauseReason() == PauseReason.OPERATOR);
        awaitLooks(headgate, 5); // and so the last fetch, which was under way, has long been answered
    }

    private static void makeAnew(RegressionTopic scene) throws Exception {
        delete(scene);
        create(scene);
    }

    private static void delete(RegressionTopic scene) throws Exception {
        try (Admin admin = TestKafka.admin()) {
            admin.deleteTopics(List.of(scene.topic)).all().get();
        }
    }

    private static void create(RegressionTopic scene) {
        try (Admin admin = TestKafka.admin()) {
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                admin.createTopics(List.of(new NewTopic(scene.topic, Optional.of(1), Optional.empty())))
                        .all()
                        .get();
                return true;
            });
        }
    }

    /** The consumer doesn't notice. With more records than before, the old position lies within the new log, too. */
    @ParameterizedTest
    @ValueSource(ints = {30, 300})
    void a_position_in_a_deleted_topic_is_not_taken_for_one_in_its_successor(int records) throws Exception {
        RegressionTopic scene = new RegressionTopic(1);
        TestKafka.produce(scene.topic, 100, 10);
        Headgate headgate = scene.ready(builder(scene).kafka(SELDOM), RegressionTopic.IDENTITY)
                .start();
        try (headgate) {
            scene.untilCommitted(100);
            RegressionTopic.until(
                    "the topic's id is known",
                    () -> !headgate.lag().partitions().isEmpty());
            scene.sink.deliveries.clear();
            untilUnaware(headgate);
            makeAnew(scene);
            TestKafka.produce(scene.topic, records, 10);
            assertThat(headgate.awaitEnd(RegressionTopic.patience.multipliedBy(2)))
                    .contains(EngineState.FAILED);
            assertThat(headgate.snapshot().lastError().orElseThrow())
                    .contains(scene.topic)
                    .contains("created again")
                    .contains("onOutOfRange");
        }
        try (Headgate _ = scene.ready(builder(scene), RegressionTopic.IDENTITY).start()) {
            scene.untilCommitted(records);
        }
        assertThat(scene.sink.distinct()).isEqualTo(records);
    }

    /** The group has noticed by itself: it gave the partition away, and begins in the new log, where nothing is committed. */
    @Test
    void a_group_that_has_begun_in_the_successor_of_a_deleted_topic_goes_on_there() throws Exception {
        RegressionTopic scene = new RegressionTopic(1);
        TestKafka.produce(scene.topic, 100, 10);
        Headgate headgate =
                scene.ready(builder(scene), RegressionTopic.IDENTITY).start();
        try (headgate) {
            scene.untilCommitted(100);
            RegressionTopic.until(
                    "the topic's id is known",
                    () -> !headgate.lag().partitions().isEmpty());
            scene.sink.deliveries.clear();
            delete(scene);
            RegressionTopic.until(
                    "the partition is gone",
                    () -> headgate.snapshot().partitions().isEmpty());
            create(scene);
            TestKafka.produce(scene.topic, 300, 10);
            scene.untilCommitted(300);
            awaitLooks(headgate, 3);
            assertThat(headgate.snapshot().state()).isEqualTo(EngineState.RUNNING);
        }
        assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CLOSED);
        scene.thenEachOnce(300);
    }

    /** With the partition assigned, so that the topic's id was looked at. */
    private static void awaitLooks(Headgate headgate, int looks) {
        for (int i = 0; i < looks; i++) {
            long before = headgate.lag().epochMillis();
            RegressionTopic.until(
                    "another look at the lag",
                    () -> headgate.lag().epochMillis() > before
                            && !headgate.lag().partitions().isEmpty());
        }
    }

    @Test
    void the_successor_of_a_deleted_topic_is_read_from_its_beginning_if_that_is_the_policy() throws Exception {
        RegressionTopic scene = new RegressionTopic(1);
        TestKafka.produce(scene.topic, 100, 10);
        Headgate headgate = scene.ready(
                        builder(scene).kafka(SELDOM).onOutOfRange(OutOfRange.EARLIEST), RegressionTopic.IDENTITY)
                .start();
        try (headgate) {
            scene.untilCommitted(100);
            RegressionTopic.until(
                    "the topic's id is known",
                    () -> !headgate.lag().partitions().isEmpty());
            scene.sink.deliveries.clear();
            untilUnaware(headgate);
            makeAnew(scene);
            TestKafka.produce(scene.topic, 300, 10);
            RegressionTopic.until(
                    "moved", () -> headgate.snapshot().counters().partitions().jumps() > 0);
            headgate.resume();
            scene.untilCommitted(300);
        }
        assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CLOSED);
        assertThat(scene.sink.distinct()).isEqualTo(300);
    }
}
