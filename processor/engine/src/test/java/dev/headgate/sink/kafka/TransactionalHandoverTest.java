package dev.headgate.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.Ack;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.internal.dispatch.Jobs;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionFailedException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom a refusal is held against, with the failures that Kafka's producer gives: one and the same object for all. */
@Timeout(20)
class TransactionalHandoverTest {
    private final RuntimeException tooLarge = Errors.MESSAGE_TOO_LARGE.exception();

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaTransactions transactions =
            new KafkaTransactions(Map.of("max.request.size", 1_000_000), () -> producer, TransactionOptions.DEFAULT);
    private final TransactionalHandover outputs = new TransactionalHandover(transactions);
    private final TransactionalHandover deadLetters = new TransactionalHandover(transactions);

    private static final class ClosingProducer extends MockProducer<byte[], byte[]> {
        private Duration within = Duration.ofDays(1);

        private ClosingProducer() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void close(Duration timeout) {
            within = timeout;
            super.close(timeout);
        }
    }

    private final ClosingProducer closing = new ClosingProducer();

    @BeforeEach
    void begin() {
        transactions.begin().join();
    }

    @AfterEach
    void close() {
        transactions.close();
    }

    private static CompletableFuture<Ack> send(TransactionalHandover handover, long offset) throws Exception {
        return handover.send(new ProducerRecord<>("out", new byte[100]), Jobs.job(offset))
                .toCompletableFuture();
    }

    private static Kind kindOf(CompletableFuture<Ack> delivery) {
        return ((TransactionFailedException) delivery.exceptionNow()).kind();
    }

    private static void thenRefused(TransactionalHandover handover, long offset) {
        assertThatThrownBy(() -> send(handover, offset))
                .isInstanceOf(RejectedRecordException.class)
                .hasMessageContaining("'out' can't take the record");
    }

    /** Kafka's producer waits for the abort of a transaction of which the brokers know nothing for as long as it may. */
    @Test
    void a_transaction_without_a_record_is_not_waited_for_at_the_end() throws Exception {
        KafkaTransactions empty =
                new KafkaTransactions(Map.of("max.request.size", 1_000_000), () -> closing, TransactionOptions.DEFAULT);
        empty.begin().join();
        empty.close();
        assertThat(closing.within).isEqualTo(Duration.ZERO);
    }

    @Test
    void a_transaction_with_a_record_has_time_to_be_aborted_at_the_end() throws Exception {
        KafkaTransactions open =
                new KafkaTransactions(Map.of("max.request.size", 1_000_000), () -> closing, TransactionOptions.DEFAULT);
        open.begin().join();
        var _ = send(new TransactionalHandover(open), 1);
        open.close();
        assertThat(closing.within).isPositive();
    }

    @Test
    void the_first_record_of_a_transaction_is_held_to_be_refused_and_those_that_fail_with_it_are_not()
            throws Exception {
        assertThat(Errors.MESSAGE_TOO_LARGE.exception()).isSameAs(tooLarge).isInstanceOf(RecordTooLargeException.class);
        List<CompletableFuture<Ack>> deliveries = List.of(send(outputs, 1), send(outputs, 2), send(deadLetters, 3));
        for (int i = 0; i < 3; i++) {
            assertThat(producer.errorNext(tooLarge)).isTrue();
        }
        assertThat(deliveries)
                .extracting(TransactionalHandoverTest::kindOf)
                .containsExactly(Kind.REFUSED, Kind.TRANSIENT, Kind.TRANSIENT);
        transactions.abort().join();
        thenRefused(outputs, 1);
        assertThat(List.of(send(outputs, 2), send(deadLetters, 3))).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void one_record_after_another_that_is_refused_with_the_same_failure_is_known_from_then_on() throws Exception {
        for (int offset = 1; offset <= 5; offset++) {
            CompletableFuture<Ack> delivery = send(outputs, offset);
            assertThat(producer.errorNext(tooLarge)).isTrue();
            assertThat(kindOf(delivery)).isEqualTo(Kind.REFUSED);
            transactions.abort().join();
        }
        for (int offset = 1; offset <= 5; offset++) {
            thenRefused(outputs, offset);
        }
    }

    @Test
    void the_line_of_a_refusal_names_the_record() throws Exception {
        CompletableFuture<Ack> delivery = send(outputs, 17);
        assertThat(producer.errorNext(tooLarge)).isTrue();
        assertThat(delivery.exceptionNow()).hasMessageContainingAll("'out'", "orders-0@17");
    }
}
