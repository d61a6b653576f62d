package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.headgate.LoggedLines;
import dev.headgate.TestKafka;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.Snapshots;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("broker")
@Timeout(60)
class SubscriptionWatchTest {
    @Test
    void what_is_waited_for_is_not_said_again_at_each_look() throws Exception {
        String missing = TestKafka.newTopic(1) + "-missing";
        try (LoggedLines logged = LoggedLines.open();
                SubscriptionWatch watch = new SubscriptionWatch(Set.of(missing), TestKafka.consumer("waiting"))) {
            for (int look = 0; look < 3; look++) {
                watch.look(new Snapshots().take());
            }
            assertThat(logged.messages(Level.WARN, "group waiting has waited"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("for the topic " + missing));
        }
    }

    @Test
    void what_was_there_for_an_hour_is_waited_for_since_it_is_gone() throws Exception {
        PartitionSnapshot partition = Snapshots.partition(0, 0);
        AtomicLong now = new AtomicLong();
        Snapshots there = new Snapshots().partitions(partition);
        try (LoggedLines logged = LoggedLines.open();
                SubscriptionWatch watch =
                        new SubscriptionWatch(Set.of(partition.topic()), TestKafka.consumer("waiting"), now::get)) {
            now.addAndGet(TimeUnit.HOURS.toNanos(1));
            watch.look(there.take());
            now.addAndGet(TimeUnit.SECONDS.toNanos(3));
            watch.look(new Snapshots().partitions().take());
            assertThat(logged.messages(Level.WARN, "group waiting has waited"))
                    .singleElement(as(InstanceOfAssertFactories.STRING))
                    .startsWith("group waiting has waited 3 s for the topic " + partition.topic());
        }
    }
}
