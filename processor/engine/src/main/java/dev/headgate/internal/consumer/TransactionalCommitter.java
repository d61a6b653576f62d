package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.DeliveryGate;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionFailedException.Kind;
import dev.headgate.internal.dispatch.Transactions;
import dev.headgate.internal.offset.CommitPolicy;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.PartitionOffsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits in transactions: the outputs, and with them for each partition the prefix and the map of just those records whose
 * outputs they are. The cycle is a state machine that the poll thread moves on at each step; what blocks is done by the
 * transactions' own thread.
 *
 * <p>What a transaction holds is found out by {@link TransactionContents}; what becomes of those that fail is decided by
 * {@link TransactionRetries}. Owned by the poll thread.
 */
final class TransactionalCommitter implements Committer {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionalCommitter.class);
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int NOT_WOKEN = Integer.MAX_VALUE - 1;

    private final Transactions transactions;
    private final TransactionContents holding;
    private final TransactionRetries setbacks = new TransactionRetries();
    private final DeliveryGate gate;
    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;
    private final Waiting waiting;
    private final Restart restart;
    private final CommitPolicy policy;
    private final long timeoutNanos;
    private final EngineCounts counts;
    private final JobListener listener;
    private final LongSupplier clock;
    private TransactionState state = TransactionState.STARTING;
    private CompletableFuture<Void> underWay;
    private long openedNanos;
    private long sentNanos;
    private CommitPoints points = CommitPoints.NONE;
    private List<PartitionOffsets<Job>> leaving = List.of();
    private long restartNanos;

    TransactionalCommitter(LoopContext loop, Transactions transactions, TransactionContents holding, Restart restart) {
        this.transactions = transactions;
        this.holding = holding;
        this.gate = transactions.gate();
        this.consumer = loop.consumer();
        this.ledger = loop.ledger();
        this.waiting = loop.waiting();
        this.restart = restart;
        this.policy = loop.commitEvery(transactions.intervalNanos());
        this.timeoutNanos = loop.options().commit().timeout().toNanos();
        this.counts = loop.counts();
        this.listener = loop.listener();
        this.clock = loop.clock();
        this.openedNanos = clock.getAsLong();
        this.underWay = calling(transactions.begin());
    }

    private CompletableFuture<Void> calling(CompletableFuture<Void> call) {
        var _ = call.whenComplete((_, _) -> waiting.wake());
        return call;
    }

    @Override
    public void acknowledged(int records) {
        policy.acknowledged(records);
    }

    @Override
    public long nanosUntilDue(long nowNanos) {
        return policy.nanosUntilDue(nowNanos);
    }

    @Override
    public boolean isUnderWay() {
        return state != TransactionState.OPEN;
    }

    @Override
    public boolean isRecovering() {
        return switch (state) {
            case STARTING, ABORTING, RESTARTING, FAILED -> true;
            case OPEN, FLUSHING, COMMITTING -> false;
        };
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public void commitIfDue(long nowNanos) {
        progress();
        if (state == TransactionState.OPEN && policy.isDue(nowNanos)) {
            policy.restart(nowNanos);
            if (!holding.isNothing(ledger.assigned())) {
                closeGate();
            }
        }
    }

    private void closeGate() {
        holding.close();
        move(TransactionState.FLUSHING);
        underWay = calling(transactions.flush());
    }

    @Override
    public void progress() {
        if (gate.failure().isPresent() && (state == TransactionState.OPEN || state == TransactionState.FLUSHING)) {
            abort(gate.failure().get());
        } else if (state != TransactionState.OPEN && underWay.isDone()) {
            answered(TransactionRetries.failureOf(underWay));
        }
    }

    private void answered(Optional<TransactionFailedException> failure) {
        switch (state) {
            case STARTING -> failure.ifPresentOrElse(this::fail, this::open);
            case FLUSHING -> failure.ifPresentOrElse(this::abort, this::commitOnceSettled);
            case COMMITTING -> failure.ifPresentOrElse(this::commitFailed, this::committed);
            case ABORTING -> failure.ifPresentOrElse(this::fail, this::aborted);
            case OPEN, RESTARTING, FAILED -> {}
        }
    }

    /** Everybody has left the gate; what they left behind has to be settled before it can be counted. */
    private void commitOnceSettled() {
        policy.acknowledged(holding.settle());
        if (holding.isSettled()) {
            points = holding.points();
            leaving.forEach(offsets -> offsets.source().lose());
            if (points.isEmpty()) {
                open();
            } else {
                commit();
            }
        }
    }

    private void commit() {
        sentNanos = clock.getAsLong();
        move(TransactionState.COMMITTING);
        underWay = calling(transactions.commit(points.byPartition(), consumer.groupMetadata()));
    }

    private void committed() {
        long now = clock.getAsLong();
        points.confirm(ledger);
        counts.commits++;
        listener.commitAnswered(true, now - sentNanos);
        listener.transactionEnded(true, now - openedNanos);
        setbacks.committed();
        open();
    }

    private void commitFailed(TransactionFailedException failure) {
        counts.commitFailures++;
        listener.commitAnswered(false, clock.getAsLong() - sentNanos);
        if (!failure.mayBeCommitted()) {
            points = CommitPoints.NONE;
        }
        abort(failure);
    }

    private void open() {
        points = CommitPoints.NONE;
        openedNanos = clock.getAsLong();
        policy.restart(openedNanos);
        move(TransactionState.OPEN);
        gate.open();
    }

    // ---- abort ----

    private void abort(TransactionFailedException reason) {
        LOG.warn("the transaction is aborted, and its records are delivered again: {}", reason.line());
        LOG.debug("the transaction is aborted", reason);
        setbacks.failed(reason);
        gate.close();
        listener.transactionEnded(false, clock.getAsLong() - openedNanos);
        move(TransactionState.ABORTING);
        underWay = calling(transactions.abort());
    }

    private void fail(TransactionFailedException reason) {
        setbacks.giveUp(reason);
        move(TransactionState.FAILED);
    }

    private void aborted() {
        if (setbacks.fatal().isPresent()) {
            move(TransactionState.FAILED);
            return;
        }
        restartNanos = clock.getAsLong() + setbacks.backoffNanos();
        move(TransactionState.RESTARTING);
    }

    @Override
    public void lost() {
        if (state == TransactionState.OPEN || state == TransactionState.FLUSHING) {
            abort(new TransactionFailedException(
                    Kind.TRANSIENT, "partitions were lost while it was open", new IllegalStateException("lost")));
        }
    }

    @Override
    public void recover() {
        if (state == TransactionState.FAILED) {
            throw setbacks.fatal().orElseThrow();
        }
        if (state == TransactionState.RESTARTING && clock.getAsLong() - restartNanos >= 0 && restart.all(points)) {
            open();
        }
    }

    // ---- waiting ----

    @Override
    public boolean commitNow(List<PartitionOffsets<Job>> partitions) {
        if (partitions.isEmpty()) {
            return true;
        }
        long deadline = clock.getAsLong() + timeoutNanos;
        awaitEndOfCommit(deadline);
        if (state == TransactionState.OPEN) {
            leaving = List.copyOf(partitions);
            closeGate();
            awaitEndOfCommit(deadline);
            leaving = List.of();
            giveUpIfFlushing();
            return state == TransactionState.OPEN;
        }
        giveUpIfFlushing();
        return holding.isNothing(partitions);
    }

    /** What was sent of partitions that go away must not be committed later, without the offsets that belong to it. */
    private void giveUpIfFlushing() {
        if (state == TransactionState.FLUSHING) {
            abort(new TransactionFailedException(
                    Kind.TRANSIENT,
                    "what was sent was not acknowledged within the commit timeout",
                    new IllegalStateException("deadline")));
        }
    }

    private void awaitEndOfCommit(long deadline) {
        progress();
        while (state == TransactionState.STARTING
                || state == TransactionState.FLUSHING
                || state == TransactionState.COMMITTING) {
            long left = deadline - clock.getAsLong();
            if (left <= 0) {
                return;
            }
            waiting.await(NOT_WOKEN, Math.min(left, SLICE_NANOS));
            progress();
        }
    }

    private void move(TransactionState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("the transaction can't go from " + state + " to " + next);
        }
        state = next;
    }
}
