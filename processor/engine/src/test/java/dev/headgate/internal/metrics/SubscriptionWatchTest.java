package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.headgate.LoggedLines;
import dev.headgate.TestKafka;
import dev.headgate.state.Snapshots;
import java.util.Set;
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
}
