package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.HaltException;
import dev.headgate.api.Sink;
import dev.headgate.state.EndedRecord;
import dev.headgate.state.EngineState;
import dev.headgate.state.Outcome;
import dev.headgate.state.RecordFilter;
import dev.headgate.state.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a program sees of an engine that runs, ends or fails. */
@Tag("broker")
@Timeout(60)
class EndedTest {
    private final String topic = TestKafka.newTopic(1);

    private Headgate engine(boolean fails) {
        return Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, context) -> {
                    if (fails) {
                        throw new HaltException("planned");
                    }
                    return record;
                })
                .sink(Sink.none())
                .start();
    }

    @Test
    void one_that_still_runs_is_told_from_one_that_has_ended() throws InterruptedException {
        Headgate headgate = engine(false);
        try (headgate) {
            assertThat(headgate.awaitEnd(Duration.ZERO)).isEmpty();
            assertThat(headgate.ended().toCompletableFuture()).isNotDone();
        }
        assertThat(headgate.awaitEnd(Duration.ZERO)).contains(EngineState.CLOSED);
    }

    @Test
    void what_depends_on_the_end_runs_at_a_failure_too_and_may_close() throws Exception {
        TestKafka.produce(topic, 1, 1);
        Headgate headgate = engine(true);
        EngineState end = headgate.ended()
                .thenApply(state -> {
                    headgate.close();
                    return state;
                })
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertThat(end).isEqualTo(EngineState.FAILED);
        assertThat(headgate.failure()).get().isInstanceOf(HaltException.class);
    }

    @Test
    void nobody_can_end_it_by_its_stage() throws Exception {
        try (Headgate headgate = engine(false)) {
            CompletableFuture<EngineState> own = headgate.ended().toCompletableFuture();
            assertThat(own.complete(EngineState.CUT)).isTrue();
            assertThat(headgate.ended().toCompletableFuture()).isNotDone();
            assertThat(headgate.awaitEnd(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void a_watcher_sees_records_as_they_end() throws InterruptedException {
        try (Headgate headgate = engine(false);
                Subscription subscription = headgate.watch(RecordFilter.ALL)) {
            TestKafka.produce(topic, 1, 1);
            Optional<EndedRecord> ended = subscription.take(Duration.ofSeconds(30));
            assertThat(ended).map(EndedRecord::outcome).contains(Outcome.Plain.ACKED);
            assertThat(ended.orElseThrow().record().topic()).isEqualTo(topic);
            assertThat(subscription.missed()).isZero();
        }
    }
}
