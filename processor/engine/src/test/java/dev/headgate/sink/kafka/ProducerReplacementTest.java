package dev.headgate.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A transactional producer beyond use, while another can't be made for a moment, as when no broker's name is known. */
@Timeout(20)
@Execution(ExecutionMode.CONCURRENT)
class ProducerReplacementTest {
    private static final int FAILURES = 3;

    private final MockProducer<byte[], byte[]> broken = mock();
    private final MockProducer<byte[], byte[]> next = mock();
    private final AtomicInteger made = new AtomicInteger();
    private final KafkaTransactions transactions =
            new KafkaTransactions(Map.of("max.request.size", 1_000_000), this::make, TransactionOptions.DEFAULT);

    private static MockProducer<byte[], byte[]> mock() {
        return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Producer<byte[], byte[]> make() {
        int number = made.incrementAndGet();
        if (number == 1) {
            return broken;
        }
        if (number <= 1 + FAILURES) {
            throw new KafkaException(
                    "Failed to construct kafka producer",
                    new ConfigException("No resolvable bootstrap urls given in bootstrap.servers"));
        }
        return next;
    }

    @AfterEach
    void close() {
        transactions.close();
    }

    private void assertReplaced(CompletableFuture<Void> done) {
        assertThat(done).succeedsWithin(Duration.ofSeconds(10));
        assertThat(made).hasValue(2 + FAILURES);
        assertThat(broken.closed()).isTrue();
        assertThat(next.transactionInFlight()).isTrue();
    }

    @Test
    void after_an_abort_that_failed_another_is_made_as_soon_as_that_can_be_done() {
        transactions.begin().join();
        broken.abortTransactionException = new KafkaException("fenced");

        assertReplaced(transactions.abort());
    }

    @Test
    void one_that_is_fenced_between_an_abort_and_the_next_transaction_is_replaced_too() {
        transactions.begin().join();
        broken.beginTransactionException = new ProducerFencedException("just now");

        assertReplaced(transactions.abort());
        assertThat(broken.transactionAborted()).as("the abort itself succeeded").isTrue();
    }

    @Test
    void after_a_start_that_failed_another_is_made_as_soon_as_that_can_be_done() {
        broken.initTransactionException = new TransactionAbortableException("not just now");

        assertReplaced(transactions.begin());
    }
}
