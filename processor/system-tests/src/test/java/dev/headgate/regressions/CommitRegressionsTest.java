package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.EngineStarter;
import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.TestKafka;
import dev.headgate.api.CommitOptions;
import dev.headgate.state.EngineState;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commits that fail, that come late, and that meet a rebalance. */
@Tag("broker")
@Timeout(120)
class CommitRegressionsTest {

    /**
     * parallel-consumer #203: what was to be committed counted as clean once the commit was sent, so after a failure nothing
     * was committed until more records came. Here none come.
     */
    @Test
    void a_commit_that_was_sent_and_failed_is_not_taken_for_done() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 100, 10);
        RiggedConsumer rigged = new RiggedConsumer(scene.consumer());
        rigged.commitsToFail.set(Integer.MAX_VALUE);
        try (Headgate headgate = start(scene, rigged)) {
            RegressionTopic.until("all delivered", () -> scene.sink.distinct() == 100);
            RegressionTopic.until("commits fail", () -> rigged.commitsFailed.get() >= 3);
            assertThat(scene.committed()).isEmpty();
            rigged.commitsToFail.set(0);
            scene.untilCommitted(100);
            RegressionTopic.until(
                    "counted", () -> headgate.snapshot().counters().records().acked() == 100);
        }
    }

    /** parallel-consumer #809 and #833: a commit that timed out ended the instance. Here many do, and one on a revoke. */
    @Test
    void a_commit_that_times_out_does_not_end_the_instance() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 500, 50);
        RiggedConsumer rigged = new RiggedConsumer(scene.consumer());
        rigged.commitsToFail.set(Integer.MAX_VALUE);
        Headgate headgate = start(scene, rigged);
        try (headgate) {
            RegressionTopic.until("commits time out", () -> rigged.commitsFailed.get() >= 5);
            long before = rigged.commitsFailed.get();
            scene.visit(1);
            RegressionTopic.until(
                    "revoked", () -> headgate.snapshot().counters().partitions().revocations() > 0);
            assertThat(rigged.commitsFailed.get()).isGreaterThan((int) before);
            assertThat(headgate.snapshot().state()).isEqualTo(EngineState.RUNNING);
            rigged.commitsToFail.set(0);
            scene.untilCommitted(500);
        }
        assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CLOSED);
        assertThat(scene.sink.distinct()).isEqualTo(500);
    }

    private static Headgate start(RegressionTopic scene, RiggedConsumer rigged) {
        return EngineStarter.start(scene.ready(scene.builder(), RegressionTopic.IDENTITY), rigged.proxy());
    }

    /** parallel-consumer #857: a revoke waited for a commit, and the commit for the lock that the revoke held. */
    @Test
    void a_revoke_and_a_commit_under_way_do_not_wait_for_each_other() throws Exception {
        RegressionTopic scene = new RegressionTopic(4);
        TestKafka.produce(scene.topic, 4_000, 100);
        HeadgateBuilder builder =
                scene.builder().workers(4).commit(new CommitOptions(Duration.ofMillis(1), 1, Duration.ofSeconds(5)));
        try (Headgate headgate = scene.ready(builder, (record, context) -> {
                    TimeUnit.MILLISECONDS.sleep(2);
                    return record;
                })
                .start()) {
            for (int visit = 1; visit <= 3; visit++) {
                int delivered = 200 * visit;
                RegressionTopic.until("at work", () -> scene.sink.distinct() > delivered);
                scene.visit(1);
            }
            RegressionTopic.until(
                    "counted", () -> headgate.snapshot().counters().partitions().revocations() >= 3);
            scene.untilCommitted(4_000);
        }
        assertThat(scene.sink.distinct()).isEqualTo(4_000);
    }

    /** KIP-1094's reason: behind a transaction's marker no record comes, and the lag stood at 1 for ever. */
    @Test
    void the_lag_is_not_stuck_at_1_behind_transactions() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        HeadgateBuilder builder = scene.builder().kafka(Map.of("isolation.level", "read_committed"));
        try (Headgate headgate = scene.ready(builder.lagInterval(Duration.ofMillis(100)), RegressionTopic.IDENTITY)
                        .start();
                Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("transactional.id", scene.topic))) {
            producer.initTransactions();
            int written = 0;
            for (int transaction = 0; transaction < 6; transaction++) {
                producer.beginTransaction();
                for (int i = 0; i < 5; i++) {
                    byte[] value = TestKafka.bytes("value-" + written++);
                    var _ = producer.send(new ProducerRecord<>(scene.topic, i % 2, TestKafka.bytes("key"), value));
                }
                producer.commitTransaction();
            }
            scene.untilCommitted(30 + 6 * 2);
            RegressionTopic.until(
                    "no lag",
                    () -> headgate.lag().partitions().size() == 2
                            && headgate.lag().partitions().stream().allMatch(lag -> lag.lagRecords() == 0));
        }
        scene.thenEachOnce(30);
    }
}
