package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.TestKafka;
import dev.headgate.model.EngineOptions.OutOfRange;
import dev.headgate.model.EngineState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A topic is deleted and made anew under the name it had, and the consumer's position is of the old one. */
@Timeout(120)
class TopicRegressionsTest {

    private static HeadgateBuilder builder(Scene scene) {
        return scene.builder().lagInterval(Duration.ofMillis(100));
    }

    private static void makeAnew(Scene scene) throws Exception {
        try (Admin admin = TestKafka.admin()) {
            admin.deleteTopics(List.of(scene.topic)).all().get();
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                admin.createTopics(List.of(new NewTopic(scene.topic, Optional.of(1), Optional.empty())))
                        .all()
                        .get();
                return true;
            });
        }
    }

    /** With more records than before, the old position lies within the new log, and nothing but the topic's id tells. */
    @ParameterizedTest
    @ValueSource(ints = {30, 300})
    void a_position_in_a_deleted_topic_is_not_taken_for_one_in_its_successor(int records) throws Exception {
        Scene scene = new Scene(1);
        TestKafka.produce(scene.topic, 100, 10);
        Headgate headgate = scene.ready(builder(scene), Scene.IDENTITY).start();
        try (headgate) {
            scene.untilCommitted(100);
            Scene.until(
                    "the topic's id is known",
                    () -> !headgate.lag().partitions().isEmpty());
            scene.sink.deliveries.clear();
            makeAnew(scene);
            TestKafka.produce(scene.topic, records, 10);
            assertThat(headgate.awaitEnd(Scene.patience.multipliedBy(2))).isEqualTo(EngineState.FAILED);
            assertThat(headgate.snapshot().lastError().orElseThrow())
                    .contains(scene.topic)
                    .contains("made anew")
                    .contains("headgate.offsets.out-of-range");
        }
        try (Headgate _ = scene.ready(builder(scene), Scene.IDENTITY).start()) {
            scene.untilCommitted(records);
        }
        assertThat(scene.sink.distinct()).isEqualTo(records);
    }

    @Test
    void the_successor_of_a_deleted_topic_is_read_from_its_beginning_if_that_is_the_policy() throws Exception {
        Scene scene = new Scene(1);
        TestKafka.produce(scene.topic, 100, 10);
        Headgate headgate = scene.ready(builder(scene).onOutOfRange(OutOfRange.EARLIEST), Scene.IDENTITY)
                .start();
        try (headgate) {
            scene.untilCommitted(100);
            Scene.until(
                    "the topic's id is known",
                    () -> !headgate.lag().partitions().isEmpty());
            scene.sink.deliveries.clear();
            makeAnew(scene);
            TestKafka.produce(scene.topic, 300, 10);
            scene.untilCommitted(300);
        }
        assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CLOSED);
        assertThat(scene.sink.distinct()).isEqualTo(300);
    }
}
