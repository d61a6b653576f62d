package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.EngineStarter;
import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.Ready;
import dev.headgate.TestKafka;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.RetryPolicy;
import dev.headgate.state.EngineState;
import dev.headgate.state.PauseReason;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pauses that Kafka forgets, that stick, and that come when records are already there. */
@Tag("broker")
@Timeout(120)
class PauseRegressionsTest {
    private final CountDownLatch gate = new CountDownLatch(1);

    private static Headgate start(RegressionTopic scene, RiggedConsumer rigged) {
        return EngineStarter.start(scene.ready(scene.builder(), RegressionTopic.IDENTITY), rigged.proxy());
    }

    /** Some polls pass, so whatever a poll could bring it has brought. */
    private static void afterSomePolls(RiggedConsumer rigged) {
        int until = rigged.polls.get() + 10;
        RegressionTopic.until("10 polls", () -> rigged.polls.get() >= until);
    }

    /**
     * spring-kafka #813 and #2222: Kafka hands over partitions unpaused, and the container, which still held its own flag,
     * believed them paused. All partitions are assigned again here while all are paused.
     */
    @Test
    void a_pause_is_not_lost_with_an_assignment() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        RiggedConsumer rigged = new RiggedConsumer(scene.consumer());
        try (Headgate headgate = start(scene, rigged)) {
            RegressionTopic.until(
                    "assigned", () -> headgate.snapshot().partitions().size() == 2);
            headgate.pause();
            RegressionTopic.until("paused", () -> rigged.paused.get().size() == 2);
            scene.visit(1);
            RegressionTopic.until(
                    "both are back", () -> headgate.snapshot().partitions().size() == 2);
            RegressionTopic.until(
                    "revoked", () -> headgate.snapshot().counters().partitions().revocations() > 0);
            TestKafka.produce(scene.topic, 100, 10);
            afterSomePolls(rigged);
            assertThat(rigged.paused.get()).containsExactlyInAnyOrder(scene.partition(0), scene.partition(1));
            assertThat(rigged.polled).hasValue(0);
            headgate.resume();
            scene.untilCommitted(100);
        }
        scene.thenEachOnce(100);
    }

    /** The reverse: the pause is taken back while the partition is away, and must not come back with it. */
    @Test
    void a_pause_that_was_taken_back_does_not_come_back_with_an_assignment() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        RiggedConsumer rigged = new RiggedConsumer(scene.consumer());
        try (Headgate headgate = start(scene, rigged)) {
            RegressionTopic.until(
                    "assigned", () -> headgate.snapshot().partitions().size() == 2);
            headgate.pause(scene.partition(0));
            headgate.pause(scene.partition(1));
            RegressionTopic.until("paused", () -> rigged.paused.get().size() == 2);
            try (Headgate second = scene.start(RegressionTopic.IDENTITY)) {
                RegressionTopic.until(
                        "shared",
                        () -> headgate.snapshot().partitions().size() == 1
                                && second.snapshot().partitions().size() == 1);
                headgate.resume(scene.partition(0));
                headgate.resume(scene.partition(1));
            }
            RegressionTopic.until(
                    "both are back", () -> headgate.snapshot().partitions().size() == 2);
            TestKafka.produce(scene.topic, 100, 10);
            scene.untilCommitted(100);
            assertThat(rigged.paused.get()).isEmpty();
        }
        scene.thenEachOnce(100);
    }

    /** atleon #422: a resume raced with a pause, and the partition stayed paused though nobody wanted it any more. */
    @Test
    void a_pause_does_not_stick_when_its_resume_raced() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        RiggedConsumer rigged = new RiggedConsumer(scene.consumer());
        try (Headgate headgate = start(scene, rigged);
                ExecutorService others = Executors.newFixedThreadPool(2)) {
            RegressionTopic.until(
                    "assigned", () -> headgate.snapshot().partitions().size() == 2);
            TestKafka.produce(scene.topic, 500, 50);
            for (int thread = 0; thread < 2; thread++) {
                int number = thread;
                others.execute(() -> {
                    while (headgate.snapshot().counters().partitions().pauses() < 10) {
                        headgate.pause();
                        headgate.pause(scene.partition(number));
                        headgate.resume();
                        headgate.resume(scene.partition(number));
                    }
                });
            }
            others.shutdown();
            assertThat(others.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            TestKafka.produce(scene.topic, 500, 50);
            scene.untilCommitted(1_000);
            RegressionTopic.until("nothing is paused", () -> rigged.paused.get().isEmpty());
        }
    }

    /**
     * KAFKA-7548: what had been fetched before a pause was thrown away, or was handed out during it. One partition of two is
     * paused with thousands of records fetched.
     */
    @Test
    void records_fetched_before_a_pause_are_neither_delivered_during_it_nor_lost() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 6_000, 600);
        RiggedConsumer rigged = new RiggedConsumer(scene.consumer());
        Ready waiting = scene.ready(scene.builder(), (record, context) -> {
            gate.await();
            return record;
        });
        try (Headgate headgate = EngineStarter.start(waiting, rigged.proxy())) {
            RegressionTopic.until("the queue is full", () -> rigged.paused.get().size() == 2);
            headgate.pause(scene.partition(0));
            gate.countDown();
            RegressionTopic.until("paused", () -> rigged.paused.get().equals(Set.of(scene.partition(0))));
            RegressionTopic.until(
                    "the other one is done",
                    () -> headgate.snapshot().queue().records() == 0 && polledAll(scene, headgate));
            int before = rigged.polled.get();
            assertThat(before).as("some of the paused one are left").isLessThan(6_000);
            afterSomePolls(rigged);
            assertThat(rigged.polled).hasValue(before);
            headgate.resume(scene.partition(0));
            scene.untilCommitted(6_000);
        }
        scene.thenEachOnce(6_000);
    }

    private static boolean polledAll(RegressionTopic scene, Headgate headgate) throws Exception {
        long end = scene.end(scene.partition(1));
        return headgate.snapshot().partitions().stream()
                .anyMatch(partition -> partition.partition() == 1
                        && partition.offsets().position().orElse(0) == end);
    }

    /**
     * parallel-consumer #582: records that failed for ever filled the buffer, and nothing more was fetched. Four times as many
     * as the queue holds fail here.
     */
    @Test
    void records_that_always_fail_do_not_stop_the_fetching() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 1_000, 1_000);
        HeadgateBuilder builder = scene.builder()
                .queueCapacity(64)
                .retry(new RetryPolicy(3, Duration.ofMillis(2), 1.5, Duration.ofMillis(10), 0))
                .onFailure(FailurePolicy.SKIP);
        try (Headgate headgate = scene.ready(builder, (record, context) -> {
                    if (record.offset() % 2 == 0) {
                        throw new IllegalStateException("always");
                    }
                    return record;
                })
                .start()) {
            scene.untilCommitted(1_000);
            RegressionTopic.until(
                    "each is counted",
                    () -> headgate.snapshot().counters().records().skipped()
                                    + headgate.snapshot().counters().records().acked()
                            == 1_000);
            assertThat(headgate.snapshot().counters().records().skipped()).isGreaterThan(400);
        }
        assertThat(scene.sink.distinct()).isBetween(450, 550);
    }

    /** A sink that takes nothing keeps the member in its group: the poll goes on though everything is paused. */
    @Test
    void a_full_queue_does_not_cost_the_membership() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 1_000, 1_000);
        HeadgateBuilder builder = scene.builder()
                .queueCapacity(32)
                .kafka(Map.of("max.poll.interval.ms", 1_000, "session.timeout.ms", 1_000));
        Headgate headgate = scene.ready(builder, (record, context) -> {
                    gate.await();
                    return record;
                })
                .start();
        try (headgate) {
            RegressionTopic.until(
                    "paused by the queue", () -> headgate.snapshot().pauseReason() == PauseReason.QUEUE);
            long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            RegressionTopic.until("twice the interval is over", () -> System.nanoTime() - until > 0);
            assertThat(headgate.snapshot().counters().partitions().losses()).isZero();
            gate.countDown();
            scene.untilCommitted(1_000);
        }
        assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CLOSED);
        scene.thenEachOnce(1_000);
    }
}
