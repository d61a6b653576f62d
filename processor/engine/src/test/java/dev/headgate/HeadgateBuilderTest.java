package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.Sink;
import dev.headgate.api.StageOptions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

    private static void addsHandlerAgain(HeadgateBuilder builder, int kind) {
        switch (kind) {
            case 0 -> builder.handler(TEXT, TEXT, VALUE);
            case 1 ->
                builder.asyncHandler(TEXT, TEXT, (record, context) -> CompletableFuture.completedStage(record.value()));
            default ->
                builder.batchHandler(
                        TEXT, TEXT, BatchOptions.of(2), (records, context) -> BatchResult.whole(records.size()));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_second_handler_is_refused(int kind) {
        builder.handler(TEXT, TEXT, VALUE);
        assertThatThrownBy(() -> addsHandlerAgain(builder, kind))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a handler already");
    }

    static Stream<Integer> kinds() {
        return Stream.of(0, 1, 2);
    }

    @Test
    void an_engine_is_started_once() {
        HeadgateBuilder.Ready ready = builder.handler(TEXT, TEXT, VALUE).sink(Sink.none());
        try (Headgate _ = ready.start()) {
            assertThatThrownBy(ready::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has started its engine");
        }
    }

    @Test
    void a_stage_whose_result_is_dropped_neither_runs_nor_is_left_out_without_a_word() {
        HeadgateBuilder.Stages<String> stages = builder.handler(TEXT, TEXT, VALUE);
        HeadgateBuilder.Stages<Integer> dropped =
                stages.stage("length", StageOptions.workers(1), (value, context) -> value.length());
        assertThat(dropped).isNotSameAs(stages);
        assertThatThrownBy(() -> stages.sink(Sink.none()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stage 'length'")
                .hasMessageContaining("has been dropped");
        assertThatThrownBy(() -> stages.stage("other", StageOptions.workers(1), (value, context) -> value))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stage 'length'");
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // the mistakes in question
    static Stream<Arguments> nulls() {
        return Stream.of(
                refused("the handler is null", b -> b.handler(TEXT, TEXT, null)),
                refused("the handler is null", b -> b.asyncHandler(TEXT, TEXT, null)),
                refused("the handler is null", b -> b.batchHandler(TEXT, TEXT, BatchOptions.of(2), null)),
                refused("the key's deserializer is null", b -> b.handler((Deserializer<String>) null, TEXT, VALUE)),
                refused("the value's deserializer is null", b -> b.handler(TEXT, (Deserializer<String>) null, VALUE)),
                refused("the sink is null", b -> b.handler(TEXT, TEXT, VALUE).sink(null)),
                refused(
                        "the stage's handler is null",
                        b -> b.handler(TEXT, TEXT, VALUE).stage("s", StageOptions.workers(1), null)));
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
