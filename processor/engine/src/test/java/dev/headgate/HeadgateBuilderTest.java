package dev.headgate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.BatchOptions;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.Sink;
import dev.headgate.api.StageOptions;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the builder's types can't keep from being written is refused in one line. */
@Tag("broker")
@Timeout(30)
class HeadgateBuilderTest {
    private static final Deserializer<String> TEXT = new StringDeserializer();
    private static final RecordHandler<String, String, String> VALUE = (record, context) -> record.value();

    private final HeadgateBuilder builder = Headgate.builder()
            .kafka(Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "group.id", "built"))
            .topics(TestKafka.newTopic(1));

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // the mistakes in question
    static Stream<Arguments> nulls() {
        return Stream.of(
                refused("the handler is null", b -> b.handler(TEXT, TEXT, null)),
                refused("the handler is null", b -> b.asyncHandler(TEXT, TEXT, null)),
                refused("the handler is null", b -> b.batchHandler(TEXT, TEXT, BatchOptions.of(2), null)),
                refused("the key's deserializer is null", b -> b.handler((Deserializer<String>) null, TEXT, VALUE)),
                refused("the value's deserializer is null", b -> b.handler(TEXT, (Deserializer<String>) null, VALUE)),
                refused("the sink is null", b -> b.handler(TEXT, TEXT, VALUE).sink((Sink<String>) null)),
                refused(
                        "the stage's handler is null",
                        b -> b.handler(TEXT, TEXT, VALUE).stage("s", StageOptions.workers(1), null)),
                refused("the rule for unavailableWhen is null", b -> b.unavailableWhen(null)),
                refused("the retry policy is null", b -> b.retry(null)),
                refused("what becomes of a failed record is null", b -> b.onFailure(null)),
                refused("what becomes of an undecodable record is null", b -> b.onUndecodable(null)),
                refused("the kind of threads is null", b -> b.threads(null)),
                refused("the initial offset is null", b -> b.initialOffset(null)),
                refused("what to do out of range is null", b -> b.onOutOfRange(null)),
                refused("the sink of the dead letters is null", b -> b.deadLetters(null)),
                refused("the meter registry is null", b -> b.meterRegistry(null)),
                refused("the map of client properties is null", b -> b.kafka(null)),
                refused("the drain timeout is null", b -> b.drainTimeout(null)));
    }

    private static Arguments refused(String line, Consumer<HeadgateBuilder> mistake) {
        return Arguments.of(line, mistake);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nulls")
    void what_is_null_is_named(String line, Consumer<HeadgateBuilder> mistake) {
        ThrowingCallable call = () -> mistake.accept(builder);
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(line);
    }
}
