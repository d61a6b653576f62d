package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.headgate.api.Ordering;
import dev.headgate.api.Sink;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members of one group that don't agree on the ordering are told so: the order of a key would depend on who handles it. */
@Tag("broker")
@Timeout(60)
class OrderingsOfAGroupTest {
    private final String topic = TestKafka.newTopic(4);

    private Headgate member(Ordering ordering) {
        return Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .ordering(ordering)
                .lagInterval(Duration.ofMillis(200))
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, context) -> record)
                .sink(Sink.none())
                .start();
    }

    private static boolean hasHalf(Headgate member) {
        return member.snapshot().partitions().size() == 2;
    }

    private List<String> told(Ordering one, Ordering other, Duration within) {
        try (LoggedLines logged = LoggedLines.open();
                Headgate first = member(one);
                Headgate second = member(other)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> hasHalf(first) && hasHalf(second));
            long until = System.nanoTime() + within.toNanos();
            while (System.nanoTime() < until
                    && logged.of(Level.WARN, "headgate.ordering is").size() < 2) {
                TestKafka.produce(topic, 40, 20); // each look wants a commit that has moved
            }
            return logged.messages(Level.WARN, "headgate.ordering is");
        }
    }

    @ParameterizedTest
    @CsvSource({"KEY, UNORDERED, key, unordered", "UNORDERED, PARTITION, unordered, partition"})
    void each_of_two_that_differ_is_told_both(Ordering one, Ordering other, String ones, String others) {
        assertThat(told(one, other, Duration.ofSeconds(30)))
                .hasSize(2)
                .anySatisfy(line ->
                        assertThat(line).contains(ones + " here", others + " in the member", "that has " + topic + "-"))
                .anySatisfy(line -> assertThat(line)
                        .contains(others + " here", ones + " in the member", "that has " + topic + "-"));
    }

    @ParameterizedTest
    @CsvSource({"UNORDERED"})
    void two_that_agree_are_told_nothing(Ordering both) {
        // A look is every 10 s, and only the second one that finds a commit can tell whether it has moved.
        assertThat(told(both, both, Duration.ofSeconds(23))).isEmpty();
    }
}
