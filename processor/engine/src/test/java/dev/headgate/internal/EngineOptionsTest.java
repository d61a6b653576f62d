package dev.headgate.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.api.CommitOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class EngineOptionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static EngineOptions options(
            Set<String> topics, int workers, int queue, long bytes, int window, Duration d) {
        return EngineOptions.builder()
                .topics(topics)
                .workers(workers)
                .queueRecords(queue)
                .queueBytes(bytes)
                .partitionWindow(window)
                .attemptTimeout(d)
                .drainTimeout(d)
                .revokeTimeout(d)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, 1, 2, 0, workers",
        "1, 1, 1, 2, 0, queue capacity (records)",
        "1, 2, 0, 2, 0, queue capacity (bytes)",
        "1, 2, 1, 1, 0, partition window",
        "1, 2, 1, 2, -1, timeout"
    })
    void names_the_value_that_is_out_of_its_range(
            int workers, int queue, long bytes, int window, int seconds, String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options(Set.of("orders"), workers, queue, bytes, window, Duration.ofSeconds(seconds)))
                .withMessageContaining(name);
    }

    @Test
    void takes_the_least_of_everything() {
        assertThat(options(Set.of("orders"), 1, 2, 1, 2, Duration.ZERO).maxPollRecords())
                .isEqualTo(1);
    }

    @Test
    void wants_a_topic() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options(Set.of(), 1, 2, 1, 2, SECOND))
                .withMessageContaining("topic");
    }

    @Test
    void keeps_the_topics_it_was_made_with() {
        Set<String> topics = new HashSet<>(Set.of("orders"));
        EngineOptions options = options(topics, 1, 2, 1, 2, SECOND);
        topics.add("payments");
        assertThat(options.topics()).containsExactly("orders");
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 1", "160, 1000000, 10", "1000000, 160, 10", "1000000, 1000000, 500", "16, 16, 1"})
    void a_poll_is_a_small_part_of_the_smaller_bound(int queue, int window, int expected) {
        assertThat(options(Set.of("orders"), 1, queue, 1, window, SECOND).maxPollRecords())
                .isEqualTo(expected);
    }

    /** Otherwise the upper mark, the bound less one poll, would lie below the lower one and the gate would never rest. */
    @Test
    void whatever_the_bounds_the_upper_mark_is_not_below_the_lower() {
        for (int bound = 2; bound < 20_000; bound++) {
            int poll = options(Set.of("orders"), 1, bound, 1, 20_000, SECOND).maxPollRecords();
            assertThat(bound - poll).as("bound %d", bound).isGreaterThanOrEqualTo(bound / 2);
        }
    }

    @Test
    void commits_not_more_often_than_every_millisecond_or_record() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CommitOptions(Duration.ZERO, 1, SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> new CommitOptions(SECOND, 0, SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> new CommitOptions(SECOND, 1, Duration.ZERO));
    }
}
