package dev.headgate.regressions;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A clock that was set broke timers of retries and commits. The engine's timers read {@code System.nanoTime}, which nobody
 * sets; that they read nothing else is held by {@code ArchitectureTest}. What is left of wall time are the timestamps in the
 * records, which come from clocks of others.
 */
@Tag("broker")
@Timeout(120)
class TimeRegressionsTest {

    @Test
    void timestamps_from_a_clock_that_jumped_break_neither_retries_nor_commits() throws Exception {
        RegressionTopic scene = new RegressionTopic(TestKafka.newTopic(Map.of(
                "message.timestamp.after.max.ms",
                Long.toString(Long.MAX_VALUE),
                "retention.ms", // by which the broker would delete what is a decade old
                "-1")));
        long decade = Duration.ofDays(3_650).toMillis();
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of())) {
            for (int i = 0; i < 300; i++) {
                long timestamp = i % 3 == 0 ? 0 : System.currentTimeMillis() + (i % 3 == 1 ? decade : -decade);
                producer.send(new ProducerRecord<>(
                                scene.topic,
                                0,
                                timestamp,
                                TestKafka.bytes("key-" + i % 30),
                                TestKafka.bytes("value-" + i)))
                        .get();
            }
        }
        Set<Long> failed = ConcurrentHashMap.newKeySet();
        try (Headgate headgate = scene.ready(scene.builder().lagInterval(Duration.ofMillis(50)), (record, context) -> {
                    if (failed.add(record.offset())) {
                        throw new IllegalStateException("the first time");
                    }
                    return record;
                })
                .start()) {
            scene.untilCommitted(300);
            RegressionTopic.until(
                    "counted", () -> headgate.snapshot().counters().failures().retries() == 300);
            RegressionTopic.until(
                    "the lag is 0",
                    () -> headgate.lag().partitions().stream()
                            .anyMatch(
                                    lag -> lag.lagRecords() == 0 && lag.lagMs().orElse(-1) == 0));
        }
        scene.thenEachOnce(300);
    }
}
