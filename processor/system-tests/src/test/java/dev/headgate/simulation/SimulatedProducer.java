package dev.headgate.simulation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A transactional producer as the sink sees it, on the simulated brokers and under virtual time: with the states of Kafka's own, and
 * with its habits. What it had not sent yet fails with the failure of another record, and that is one object for all records that are
 * too large. Kafka's mock knows no late answers and no coordinator; so little is left of it but the interface.
 */
@SuppressWarnings({"UnsynchronizedOverridesSynchronized", "ThreadPriorityCheck"})
final class SimulatedProducer extends MockProducer<byte[], byte[]> {
    static final String DEAD_LETTERS = "dead-letters";
    private static final long MAX_BLOCK = 150_000_000;
    private static final int MOST_IN_A_REQUEST = 4;

    private final SimulatedWorld world;
    private final SimulatedProcess process;
    private final SimulatedConsumer consumer;
    private final SplittableRandom random;
    private final String id;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Deque<Waiting> underWay = new ArrayDeque<>();
    private final List<Thread> flushing = new ArrayList<>();
    private int epoch = -1;
    private boolean inTransaction;
    private @Nullable Txn transaction;
    private @Nullable RuntimeException lastError;
    private boolean fenced;
    private boolean closed;

    /** The call that was not answered in time, and has to be made again before any other. */
    private String unanswered = "";

    private record Waiting(Txn.Sent sent, Callback callback) {}

    SimulatedProducer(
            SimulatedWorld world,
            SimulatedProcess process,
            SimulatedConsumer consumer,
            String id,
            SplittableRandom random) {
        this.world = world;
        this.process = process;
        this.consumer = consumer;
        this.id = id;
        this.random = random;
    }

    // ---- records ----

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        requireOpen();
        if (lastError != null) {
            throw new KafkaException("Cannot execute transactional method because we are in an error state", lastError);
        }
        if (!inTransaction) {
            throw new IllegalStateException("Cannot send before a transaction was begun");
        }
        consumer.positions().mayRestart(false);
        List<Polled> records = new ArrayList<>();
        for (ByteBuffer ids = ByteBuffer.wrap(record.value()); ids.hasRemaining(); ) {
            records.add(world.polled.get(ids.getInt()));
        }
        queue.add(new Waiting(new Txn.Sent(records, record.topic().equals(DEAD_LETTERS)), callback));
        if (queue.size() == 1 && underWay.isEmpty()) {
            process.schedule(this::sendSome, random.nextLong(2_000_000));
        }
        if (random.nextInt(4) == 0) {
            Thread.yield(); // the answer may be there before the sender goes on
        }
        return new CompletableFuture<>();
    }

    private void sendSome() {
        for (int i = random.nextInt(MOST_IN_A_REQUEST); i >= 0 && !queue.isEmpty(); i--) {
            underWay.add(queue.remove());
        }
        if (world.sink == SimulatedWorld.Mood.SILENT
                || (world.sink == SimulatedWorld.Mood.UNAVAILABLE && random.nextInt(4) == 0)) {
            world.count(Happening.BROKER_SILENT);
            world.untilHealed.add(this::answered);
            if (world.sink == SimulatedWorld.Mood.UNAVAILABLE) {
                process.schedule(this::answered, random.nextLong(900_000_000));
            }
        } else {
            boolean slow = world.sink == SimulatedWorld.Mood.SLOW;
            process.schedule(this::answered, random.nextLong(slow ? 250_000_000 : 8_000_000));
        }
    }

    private void answered() {
        if (process.isKilled() || closed || underWay.isEmpty()) {
            return;
        }
        if (transaction == null && coordinator().isCurrent(id, epoch)) {
            transaction = coordinator().begin(id, epoch);
        }
        Txn present = transaction;
        if (present == null || present.state != Txn.State.OPEN) {
            fence();
            failAll(underWay, new InvalidProducerEpochException("Producer attempted to produce with an old epoch"));
            failAll(queue, new InvalidProducerEpochException("Producer attempted to produce with an old epoch"));
        }
        while (!underWay.isEmpty()) {
            answer(underWay.remove(), present);
        }
        if (lastError != null) {
            failAll(queue, lastError);
        }
        if (!queue.isEmpty()) {
            process.schedule(this::sendSome, random.nextLong(500_000));
        }
        flushing.forEach(LockSupport::unpark);
    }

    private void answer(Waiting each, @Nullable Txn present) {
        if (refuses(each.sent)) {
            RuntimeException tooLarge = Errors.MESSAGE_TOO_LARGE.exception();
            world.note("the topic refuses what is made of " + each.sent.records());
            if (lastError == null) {
                consumer.refusedFirst(each.sent);
            }
            lastError = lastError == null ? tooLarge : lastError;
            each.callback.onCompletion(null, tooLarge);
        } else if (world.sink == SimulatedWorld.Mood.FAILING && random.nextInt(20) == 0) {
            world.count(Happening.DELIVERY_FAILED);
            RuntimeException failure = new UnknownServerException("the broker has trouble");
            lastError = lastError == null ? failure : lastError;
            each.callback.onCompletion(null, failure);
        } else {
            if (present != null) {
                present.written.add(each.sent);
            }
            each.callback.onCompletion(null, null);
        }
    }

    private void failAll(Deque<Waiting> some, RuntimeException failure) {
        while (!some.isEmpty()) {
            if (failure.equals(Errors.MESSAGE_TOO_LARGE.exception())) {
                world.count(Happening.FAILED_WITH_ANOTHERS_REFUSAL);
            }
            some.remove().callback.onCompletion(null, failure);
        }
    }

    private boolean refuses(Txn.Sent sent) {
        boolean refused = world.sink != SimulatedWorld.Mood.HEALED && sent.isTooLarge(world);
        if (refused) {
            world.count(
                    sent.dead()
                            ? Happening.DEAD_LETTER_REFUSED
                            : sent.isOfSeveral() ? Happening.RESULT_OF_A_BATCH_REFUSED : Happening.OUTPUT_REFUSED);
        }
        return refused;
    }

    // ---- calls that block ----

    @Override
    public void initTransactions() {
        requireOpen();
        process.park(this, random.nextLong(15_000_000));
        if (consumer.isTroubled()) {
            world.count(Happening.TRANSACTION_CALL_TIMED_OUT);
            throw new TimeoutException("Timeout expired while initializing transactional state");
        }
        epoch = coordinator().initialise(id);
        world.note("a producer begins as " + id + " epoch " + epoch);
    }

    @Override
    public void beginTransaction() {
        requireOpen();
        requireUsable();
        inTransaction = true;
        transaction = null;
    }

    @Override
    public void flush() {
        awaitAnswers(Long.MAX_VALUE);
    }

    /** Returns whether all that was sent is answered. */
    private boolean awaitAnswers(long nanos) {
        long deadline = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : world.time.now() + nanos;
        Thread me = Thread.currentThread();
        flushing.add(me);
        while (!(queue.isEmpty() && underWay.isEmpty()) && !closed) {
            if (deadline == Long.MAX_VALUE) {
                SimulatedProcess.parkUntilUnparked(this);
            } else if (world.time.now() >= deadline) {
                break;
            } else {
                process.park(this, deadline - world.time.now());
            }
        }
        flushing.remove(me);
        return queue.isEmpty() && underWay.isEmpty();
    }

    @Override
    public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        requireOpen();
        requireUsable();
        process.park(this, random.nextLong(10_000_000));
        if (transaction == null && coordinator().isCurrent(id, epoch)) {
            transaction = coordinator().begin(id, epoch);
        }
        Txn present = requireNotFenced();
        if (consumer.isFenced(group)) {
            world.count(Happening.COMMIT_FENCED);
            RuntimeException failure = new CommitFailedException("the member is of an older generation");
            lastError = failure;
            throw failure;
        }
        boolean troubled = consumer.isTroubled();
        world.note("sends offsets " + SimulatedConsumer.said(offsets));
        Map<Integer, ExactJudge.Point> points = consumer.judgeInTransaction(offsets);
        if (!troubled || random.nextBoolean()) {
            present.points.putAll(points);
        }
        if (troubled) {
            unanswered = "sendOffsetsToTransaction";
            world.count(Happening.OFFSETS_TIMED_OUT);
            throw new TimeoutException("Timeout expired while sending offsets");
        }
    }

    @Override
    public void commitTransaction() {
        requireOpen();
        requireUsable();
        requireAnswered("commitTransaction");
        if (!awaitAnswers(MAX_BLOCK)) {
            throw timedOut("commitTransaction");
        }
        if (transaction != null) {
            end(Txn.State.COMMITTED, "commitTransaction");
        }
        inTransaction = false;
        consumer.fences = 0;
    }

    @Override
    public void abortTransaction() {
        requireOpen();
        if (fenced) {
            throw new ProducerFencedException("There is a newer producer with the same transactionalId");
        }
        requireAnswered("abortTransaction");
        consumer.positions().mayRestart(true);
        world.count(Happening.TRANSACTION_ABORTED);
        failAll(queue, lastError == null ? new TransactionAbortedException() : lastError);
        if (!awaitAnswers(MAX_BLOCK)) {
            throw timedOut("abortTransaction");
        }
        if (transaction != null) {
            end(Txn.State.ABORTED, "abortTransaction");
        }
        lastError = null;
        inTransaction = false;
    }

    /** Asks the coordinator; the answer may be lost, and the question too. */
    private void end(Txn.State how, String call) {
        if (how == Txn.State.COMMITTED) {
            present().points.values().forEach(ExactJudge.Point::mayBeCommitted);
        }
        Txn present = requireNotFenced(how);
        boolean troubled = consumer.isTroubled();
        boolean arrives = !troubled || random.nextBoolean();
        boolean[] answer = {false, false};
        Thread me = Thread.currentThread();
        if (arrives) {
            world.time.after(random.nextLong(10_000_000), () -> {
                answer[1] = coordinator().end(present, how);
                answer[0] = true;
                LockSupport.unpark(me);
            });
        }
        long deadline = world.time.now() + MAX_BLOCK;
        while (world.time.now() < deadline && (troubled || !answer[0])) {
            process.park(this, deadline - world.time.now());
        }
        if (troubled) {
            world.count(arrives ? Happening.END_APPLIED_BUT_NOT_ANSWERED : Happening.TRANSACTION_CALL_TIMED_OUT);
            throw timedOut(call);
        }
        unanswered = "";
        if (!answer[1]) {
            throw fence();
        }
    }

    private TimeoutException timedOut(String call) {
        unanswered = call;
        return new TimeoutException("Timeout expired while awaiting " + call);
    }

    private void requireAnswered(String call) {
        if (!unanswered.isEmpty() && !unanswered.equals(call)) {
            throw new IllegalStateException("Cannot attempt operation `" + call + "` because the previous call to `"
                    + unanswered + "` timed out and must be retried");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cannot perform operation after producer has been closed");
        }
    }

    private void requireUsable() {
        if (fenced) {
            throw new ProducerFencedException("There is a newer producer with the same transactionalId");
        }
        if (lastError != null) {
            throw new KafkaException("Cannot execute transactional method because we are in an error state", lastError);
        }
    }

    private Txn present() {
        return Objects.requireNonNull(transaction);
    }

    private Txn requireNotFenced() {
        Txn present = transaction;
        if (present == null || present.state != Txn.State.OPEN) {
            throw fence();
        }
        return present;
    }

    /** To ask once more for an end that came is no harm. */
    private Txn requireNotFenced(Txn.State how) {
        Txn present = transaction;
        return present != null && present.state == how && !unanswered.isEmpty() ? present : requireNotFenced();
    }

    private ProducerFencedException fence() {
        if (!fenced) {
            world.count(Happening.PRODUCER_FENCED);
            consumer.fences++;
        }
        fenced = true;
        consumer.positions().mayRestart(true);
        ProducerFencedException failure =
                new ProducerFencedException("There is a newer producer with the same transactionalId");
        lastError = failure;
        return failure;
    }

    @Override
    public void close(Duration timeout) {
        if (closed) {
            return;
        }
        consumer.positions().mayRestart(true);
        boolean inTime = timeout.isPositive() && awaitAnswers(timeout.toNanos());
        closed = true;
        failAll(underWay, new KafkaException("Producer is closed forcefully."));
        failAll(queue, new KafkaException("Producer is closed forcefully."));
        flushing.forEach(LockSupport::unpark);
        if (inTime && transaction != null && transaction.state == Txn.State.OPEN && unanswered.isEmpty()) {
            boolean _ = coordinator().end(transaction, Txn.State.ABORTED);
        }
    }

    private Coordinator coordinator() {
        return world.coordinator;
    }
}
