package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.headgate.api.Ack;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.state.EngineState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine's own threads can end it, though it waits for them. */
@Tag("broker")
@Timeout(60)
class CloseWithinTest {
    /** Far more than an orderly end takes, and less than the drain timeout. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private final CompletableFuture<Headgate> engine = new CompletableFuture<>();
    private final String topic = TestKafka.newTopic(1);

    /** Whose code ends the engine. */
    enum Who {
        HANDLER,
        HANDLER_ON_A_PLATFORM_THREAD,
        ASYNC_HANDLER,
        BATCH_HANDLER,
        LATER_STAGE,
        SINK,
        CLOSE_OF_THE_SINK
    }

    private <T> T ending(boolean isMe, T result) {
        if (isMe) {
            engine.join().close();
        }
        return result;
    }

    private HeadgateBuilder builder() {
        return Headgate.builder().kafka(TestKafka.consumer(topic)).topics(topic).drainTimeout(Duration.ofSeconds(30));
    }

    private Ready endedBy(Who who) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        HeadgateBuilder builder = builder();
        Stages<byte[]> first = switch (who) {
            case ASYNC_HANDLER ->
                builder.asyncHandler(
                        bytes,
                        bytes,
                        (record, context) -> CompletableFuture.completedStage(ending(true, record.value())));
            case BATCH_HANDLER ->
                builder.batchHandler(
                        bytes,
                        bytes,
                        BatchOptions.of(5),
                        (records, context) -> BatchResult.whole(
                                ending(true, records.getFirst().value())));
            case HANDLER_ON_A_PLATFORM_THREAD ->
                builder.threads(ThreadKind.PLATFORM)
                        .handler(bytes, bytes, (record, context) -> ending(true, record.value()));
            default -> builder.handler(bytes, bytes, (record, context) -> ending(who == Who.HANDLER, record.value()));
        };
        return first.stage("enrich", StageOptions.workers(2), (value, context) -> ending(who == Who.LATER_STAGE, value))
                .sink(new Sink<>() {
                    @Override
                    public CompletionStage<Ack> deliver(byte[] result, RecordContext context) {
                        return ending(who == Who.SINK, Ack.now());
                    }

                    @Override
                    public void close() {
                        var _ = ending(who == Who.CLOSE_OF_THE_SINK, "closed");
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void a_close_on_a_thread_that_the_engine_waits_for_begins_the_end_and_returns(Who who) throws Exception {
        TestKafka.produce(topic, 5, 5);
        try (LoggedLines logged = LoggedLines.open();
                Headgate headgate = endedBy(who).start()) {
            engine.complete(headgate);
            if (who == Who.CLOSE_OF_THE_SINK) {
                headgate.shutdown();
            }
            assertThat(headgate.awaitEnd(SOON)).contains(EngineState.CLOSED);
            assertThat(logged.of(Level.WARN, "close() was called within")).isNotEmpty();
        }
    }

    @Test
    void an_end_that_is_cut_names_the_records_that_did_not_end() throws Exception {
        TestKafka.produce(topic, 1, 1);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (LoggedLines logged = LoggedLines.open();
                Headgate headgate = builder()
                        .drainTimeout(Duration.ofMillis(200))
                        .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, context) -> {
                            running.countDown();
                            never.await();
                            return record;
                        })
                        .sink(Sink.none())
                        .start()) {
            assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
            headgate.shutdown();
            assertThat(headgate.awaitEnd(SOON)).contains(EngineState.CUT);
            assertThat(logged.messages(Level.WARN, "drain timeout"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("1 records in flight", topic + "-0@0"));
        }
    }
}
