package dev.headgate.sink.kafka;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.HaltException;
import dev.headgate.api.Output;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.internal.sink.SourceContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Kafka sink on a producer whose answers the test gives. */
@Timeout(10)
class KafkaSinkTest {
    private static final Output OUTPUT = Output.of(bytes("k"), bytes("v"));
    private static final SourceContext CONTEXT = SourceContext.at(12);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final OutputSink sink = new OutputSink(producer, "out", KafkaSink.Timestamps.SOURCE);

    private CompletableFuture<Ack> deliver() throws Exception {
        return sink.deliver(OUTPUT, CONTEXT).toCompletableFuture();
    }

    @Test
    void a_record_is_acknowledged_when_the_producer_says_so_and_not_before() throws Exception {
        CompletableFuture<Ack> acknowledgement = deliver();
        assertThat(acknowledgement).isNotDone();

        producer.completeNext();

        assertThat(acknowledgement).isCompletedWithValue(Ack.DELIVERED);
    }

    @Test
    void key_value_headers_and_timestamp_are_passed_on() throws Exception {
        Output output = Output.of(bytes("k"), null);
        output.headers().add("trace", bytes("7"));

        var _ = sink.deliver(output, CONTEXT);

        ProducerRecord<byte[], byte[]> sent = producer.history().getFirst();
        assertThat(sent.topic()).isEqualTo("out");
        assertThat(sent.key()).isEqualTo(bytes("k"));
        assertThat(sent.value()).isNull();
        assertThat(sent.headers().lastHeader("trace").value()).isEqualTo(bytes("7"));
        assertThat(sent.timestamp()).isEqualTo(CONTEXT.timestamp());
        assertThat(sent.partition()).isNull();
    }

    @Test
    void the_timestamp_may_be_that_of_writing() throws Exception {
        var _ = new OutputSink(producer, "out", KafkaSink.Timestamps.NOW).deliver(OUTPUT, CONTEXT);

        assertThat(producer.history().getFirst().timestamp()).isNull();
    }

    static Stream<Arguments> meanings() {
        return Stream.of(
                Arguments.of(new RecordTooLargeException("too large"), RejectedRecordException.class),
                Arguments.of(new InvalidRecordException("no key"), RejectedRecordException.class),
                Arguments.of(new InvalidTimestampException("in the future"), RejectedRecordException.class),
                Arguments.of(new SerializationException("broken"), RejectedRecordException.class),
                Arguments.of(new SaslAuthenticationException("who?"), HaltException.class),
                Arguments.of(new TopicAuthorizationException("out"), HaltException.class),
                Arguments.of(new ProducerFencedException("fenced"), HaltException.class),
                Arguments.of(new OutOfOrderSequenceException("gap"), HaltException.class),
                Arguments.of(new TimeoutException("no room"), DownstreamUnavailableException.class));
    }

    @ParameterizedTest
    @MethodSource("meanings")
    void a_failure_that_the_producer_reports_later_is_read_by_its_meaning(
            RuntimeException failure, Class<? extends Exception> meaning) throws Exception {
        CompletableFuture<Ack> acknowledgement = deliver();

        producer.errorNext(failure);

        assertThat(acknowledgement.exceptionNow())
                .isInstanceOf(meaning)
                .hasCause(failure)
                .hasMessageContainingAll("'out'", failure.getMessage());
    }

    @ParameterizedTest
    @MethodSource("meanings")
    void a_failure_that_send_throws_is_thrown_by_its_meaning(
            RuntimeException failure, Class<? extends Exception> meaning) {
        producer.sendException = failure;

        assertThatExceptionOfType(meaning).isThrownBy(this::deliver).withCause(failure);
    }

    @ParameterizedTest
    @MethodSource("meanings")
    void a_failure_that_the_callback_hears_before_send_returns_is_thrown_while_the_lane_is_still_held(
            RuntimeException failure, Class<? extends Exception> meaning) {
        OutputSink refusing = new OutputSink(new RefusingProducer(failure), "out", KafkaSink.Timestamps.SOURCE);

        assertThatExceptionOfType(meaning)
                .isThrownBy(() -> refusing.deliver(OUTPUT, CONTEXT))
                .withCause(failure);
    }

    @Test
    void a_later_failure_that_is_not_the_records_own_halts_since_another_attempt_would_be_out_of_order()
            throws Exception {
        CompletableFuture<Ack> acknowledgement = deliver();

        producer.errorNext(new UnknownServerException("disk"));

        assertThat(acknowledgement.exceptionNow()).isInstanceOf(HaltException.class);
    }

    @Test
    void a_record_that_only_shared_its_batch_with_an_invalid_one_is_worth_another_attempt() throws Exception {
        CompletableFuture<Ack> acknowledgement = deliver();

        producer.errorNext(new KafkaException("part of a batch with an invalid record"));

        assertThat(acknowledgement.exceptionNow()).isExactlyInstanceOf(KafkaException.class);
    }

    @Test
    void the_producer_is_closed_with_the_sink() {
        sink.close();

        assertThat(producer.closed()).isTrue();
    }

    /** As {@code KafkaProducer} does with API errors: tells the callback at once, and returns a failed future. */
    private static final class RefusingProducer extends MockProducer<byte[], byte[]> {
        private final RuntimeException failure;

        RefusingProducer(RuntimeException failure) {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.failure = failure;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> outgoing, Callback callback) {
            callback.onCompletion(null, failure);
            return CompletableFuture.failedFuture(failure);
        }
    }
}
