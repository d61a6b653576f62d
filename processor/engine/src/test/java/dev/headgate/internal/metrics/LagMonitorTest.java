package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("broker")
@Timeout(60)
class LagMonitorTest {
    /** One of those who hear of the lag fails each time, by an exception and by an error. */
    @Test
    void a_listener_that_fails_ends_neither_the_lag_nor_what_the_others_hear() {
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger heard = new AtomicInteger();
        Consumer<LagSnapshot> failing = _ -> {
            if (failed.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("no meters");
            }
            throw new NoClassDefFoundError("gone");
        };
        LagMonitor monitor = new LagMonitor(
                PartitionEnds.connect(TestKafka.consumer(TestKafka.newTopic(1))),
                () -> new Snapshots().take(),
                Duration.ofMillis(20),
                false,
                List.of(failing, _ -> heard.incrementAndGet()));
        try (monitor) {
            monitor.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> heard.get() >= 4);
        }
        assertThat(failed.get()).isGreaterThanOrEqualTo(4);
    }
}
