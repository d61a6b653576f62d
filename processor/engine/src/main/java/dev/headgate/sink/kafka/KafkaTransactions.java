package dev.headgate.sink.kafka;

import dev.headgate.internal.dispatch.DeliveryGate;
import dev.headgate.internal.dispatch.Parking;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionFailedException.Kind;
import dev.headgate.internal.dispatch.Transactions;
import dev.headgate.internal.offset.CommitSize;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transactional producer, and the thread that makes its blocking calls. Any thread sends by {@link #producer()} while it
 * is inside the gate; the rest is called by the poll thread.
 *
 * <p>A commit that the coordinator doesn't answer in time has an unknown outcome. It is asked for again until there is an
 * answer, which is safe: to end a transaction twice in the same way is to end it once. Where the producer itself is beyond
 * use, as after it was fenced, another one takes its place under the same transactional id; its start ends whatever the
 * first has left open.
 */
final class KafkaTransactions implements Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTransactions.class);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long TRY_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private interface Work {
        void run() throws TransactionFailedException;
    }

    private final DeliveryGate gate = new DeliveryGate();
    private final ExecutorService thread;
    private final Parking parking;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Whether a record was refused within the present transaction. */
    private final AtomicBoolean refusal = new AtomicBoolean();

    /** Whether no record was handed over since the transaction began. */
    private volatile boolean isEmpty = true;

    private final Map<String, Object> properties;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final TransactionOptions options;
    private volatile Producer<byte[], byte[]> producer;

    KafkaTransactions(
            Map<String, Object> properties, Supplier<Producer<byte[], byte[]>> producers, TransactionOptions options) {
        this(
                properties,
                producers,
                options,
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("headgate-transaction").factory()),
                Parking.REAL);
    }

    /**
     * For a simulation, which has its own threads and its own time.
     *
     * @param thread a single one; shut down by {@link #close}
     */
    KafkaTransactions(
            Map<String, Object> properties,
            Supplier<Producer<byte[], byte[]>> producers,
            TransactionOptions options,
            ExecutorService thread,
            Parking parking) {
        this.thread = thread;
        this.parking = parking;
        this.properties = properties;
        this.producers = producers;
        this.options = options;
        this.producer = producers.get();
    }

    /**
     * Makes the producer; talks to no coordinator yet.
     *
     * @param properties of the producer
     * @throws IllegalArgumentException if a property won't do
     */
    static KafkaTransactions open(Map<String, Object> properties, TransactionOptions options) {
        try {
            return new KafkaTransactions(properties, () -> Producers.make(properties), options);
        } catch (KafkaException e) {
            throw new IllegalArgumentException(
                    TransactionFailures.read(e, "the Kafka producer can't be made")
                            .getMessage(),
                    e);
        }
    }

    /** The producer, for a record that goes into the open transaction now. Any thread that is in the gate. */
    Producer<byte[], byte[]> producer() {
        if (isEmpty) {
            isEmpty = false;
        }
        return producer;
    }

    /**
     * Whether the failure that was heard of just now is the first one of a record within this transaction. Of those after it
     * nobody can tell whether they are their records' own. Any thread that is in the gate.
     */
    boolean isFirstRefusal() {
        return refusal.compareAndSet(false, true);
    }

    /** Those of the producer. */
    Map<String, Object> properties() {
        return properties;
    }

    @Override
    public DeliveryGate gate() {
        return gate;
    }

    @Override
    public long intervalNanos() {
        return options.interval().toNanos();
    }

    @Override
    public CompletableFuture<Void> begin() {
        return onThread("the transactional producer can't start", this::initialise);
    }

    @Override
    public CompletableFuture<Void> flush() {
        return onThread("what was sent can't be flushed", () -> {
            producer.flush();
            awaitEmptyGate();
        });
    }

    @Override
    public CompletableFuture<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        return onThread("the transaction can't be committed", () -> {
            for (Map<TopicPartition, OffsetAndMetadata> part : CommitSize.parts(offsets)) {
                producer.sendOffsetsToTransaction(part, group);
            }
            try {
                untilAnswered("commit", producer::commitTransaction);
                beginTransaction();
            } catch (TransactionFailedException e) {
                throw e.afterTheQuestion();
            } catch (KafkaException | IllegalStateException e) {
                throw TransactionFailures.read(e, "the transaction can't be committed")
                        .afterTheQuestion();
            }
        });
    }

    @Override
    public CompletableFuture<Void> abort() {
        return onThread("the transaction can't be aborted", () -> {
            boolean usable = isDone(() -> untilAnswered("abort", producer::abortTransaction));
            awaitEmptyGate();
            if (!usable || !isDone(this::beginTransaction)) {
                replaceProducer();
                initialise();
            }
        });
    }

    /** Whether the producer did it. If not, it is closed: it may have been fenced at any moment, and another takes its place. */
    private boolean isDone(Work work) throws TransactionFailedException {
        try {
            work.run();
            return true;
        } catch (KafkaException | IllegalStateException e) {
            LOG.info("the producer is beyond use, another takes its place: {}", e.getMessage());
            producer.close(Duration.ZERO);
            return false;
        }
    }

    private void initialise() throws TransactionFailedException {
        while (true) {
            try {
                untilAnswered("start", producer::initTransactions);
                beginTransaction();
                return;
            } catch (KafkaException e) {
                TransactionFailedException read = TransactionFailures.read(e, "the transactional producer can't start");
                if (read.kind() == Kind.FATAL || closed.get()) {
                    throw read;
                }
                LOG.warn("{}; trying again", read.line());
                producer.close(Duration.ZERO);
                parking.park(this, TRY_AGAIN_NANOS);
                replaceProducer();
            }
        }
    }

    /** One could be made before; so while none can, as when no name of a broker is known just now, it is tried again. */
    private void replaceProducer() throws TransactionFailedException {
        while (true) {
            try {
                producer = producers.get();
                if (closed.get()) {
                    producer.close(Duration.ZERO);
                }
                return;
            } catch (KafkaException e) {
                TransactionFailedException read = TransactionFailures.read(e, "another producer can't be made");
                if (closed.get()) {
                    throw read;
                }
                LOG.warn("{}; trying again", read.line());
                parking.park(this, TRY_AGAIN_NANOS);
            }
        }
    }

    /** Called while nobody is in the gate. */
    private void beginTransaction() {
        refusal.set(false);
        isEmpty = true;
        producer.beginTransaction();
    }

    /** Repeats a call until the coordinator has answered; each takes {@code max.block.ms} at most. */
    private void untilAnswered(String what, Runnable call) throws TransactionFailedException {
        while (true) {
            try {
                call.run();
                return;
            } catch (TimeoutException e) {
                if (closed.get()) {
                    throw TransactionFailures.read(e, "the " + what + " of a transaction was never answered");
                }
                LOG.warn("the {} of a transaction was not answered and is asked for again: {}", what, e.getMessage());
            }
        }
    }

    private void awaitEmptyGate() throws TransactionFailedException {
        while (!gate.isEmpty()) {
            if (closed.get()) {
                throw new TransactionFailedException(
                        Kind.TRANSIENT, "closed with deliveries under way", new IllegalStateException("closed"));
            }
            parking.park(this, LOOK_AGAIN_NANOS);
            producer.flush();
        }
    }

    private CompletableFuture<Void> onThread(String what, Work work) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    work.run();
                    answer.complete(null);
                } catch (TransactionFailedException e) {
                    answer.completeExceptionally(e);
                } catch (Throwable e) { // whatever it is, the poll thread has to hear of it
                    answer.completeExceptionally(TransactionFailures.read(e, what));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(TransactionFailures.read(e, what));
        }
        return answer;
    }

    /**
     * Aborts what is open, as far as that is done in time. Of a transaction without a record the brokers know nothing, and the
     * producer would take all its time to abort it. Any thread, more than once.
     */
    void close() {
        if (closed.compareAndSet(false, true)) {
            thread.shutdown();
            producer.close(isEmpty ? Duration.ZERO : Producers.CLOSE_WITHIN);
        }
    }
}
