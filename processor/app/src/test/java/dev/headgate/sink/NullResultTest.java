package dev.headgate.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import dev.headgate.sink.http.HttpSinkProvider;
import dev.headgate.sink.kafka.KafkaSinkProvider;
import dev.headgate.sink.log.LogSinkProvider;
import dev.headgate.state.EngineState;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A handler that returns null where the sink needs a result: a mistake in the program, told at the first record. */
@Tag("broker")
@Timeout(60)
class NullResultTest {
    static Stream<Arguments> sinks() {
        return Stream.of(
                Arguments.of(new KafkaSinkProvider(), Map.of("topic", TestKafka.newTopic(1))),
                Arguments.of(new HttpSinkProvider(), Map.of("url", "http://127.0.0.1:9/")),
                Arguments.of(new LogSinkProvider(), Map.of()));
    }

    @SuppressWarnings("NullAway") // the mistake in question
    private static Output nothing() {
        @Nullable Output none = null;
        return none;
    }

    @ParameterizedTest
    @MethodSource("sinks")
    void halts_at_the_first_record_in_one_line_with_the_fix_and_neither_retries_nor_skips_it(
            SinkProvider provider, Map<String, String> options) throws Exception {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 5, 1);
        Sink<Output> sink = provider.create(options, TestKafka.consumer(topic));
        try (Headgate headgate = Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .onFailure(FailurePolicy.SKIP)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, context) -> nothing())
                .sink(sink)
                .start()) {
            assertThat(headgate.awaitEnd(Duration.ofSeconds(30))).contains(EngineState.FAILED);
            assertThat(headgate.snapshot().lastError())
                    .hasValueSatisfying(line -> assertThat(line)
                            .contains(topic + "-0@0", "returned null", "the sink " + provider.name(), "RejectedRecord")
                            .doesNotContain("NullPointer"));
            assertThat(headgate.snapshot().counters().failures().retries()).isZero();
            assertThat(headgate.snapshot().counters().records().skipped()).isZero();
        }
    }
}
