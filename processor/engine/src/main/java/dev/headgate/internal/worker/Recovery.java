package dev.headgate.internal.worker;

import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.HaltException;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.RetryPolicy;
import dev.headgate.internal.Failures;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.text.PrintableText;
import dev.headgate.state.Outcome;
import dev.headgate.state.RetryReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a job that failed: another attempt after a backoff, another delivery once the circuit lets it,
 * the dead-letter topic, skip, or halt. A job that waits holds no worker; only its lane waits with it. Shared by all
 * workers and sink callbacks.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int ERROR_CHARS = 1_000;

    private final RetryPolicy policy;
    private final Backoff backoff;
    private final FailurePolicy onFailure;
    private final FailurePolicy onUndecodable;
    private final JobEnds ends;
    private final Waits waits;
    private final Downstreams downstreams;
    private final Map<RetryReason, LongAdder> retries = new EnumMap<>(RetryReason.class);
    private final FailureTally tally = new FailureTally();
    private volatile Optional<String> lastError = Optional.empty();

    Recovery(
            RetryPolicy policy,
            FailurePolicy onFailure,
            FailurePolicy onUndecodable,
            JobEnds ends,
            Waits waits,
            Downstreams downstreams) {
        this.policy = policy;
        this.backoff = new Backoff(policy);
        this.onFailure = onFailure;
        this.onUndecodable = onUndecodable;
        this.ends = ends;
        this.waits = waits;
        this.downstreams = downstreams;
        for (RetryReason reason : RetryReason.values()) {
            retries.put(reason, new LongAdder());
        }
    }

    /** Attempts after a first one. */
    long retries() {
        return counted(RetryReason.FAILED) + counted(RetryReason.TIMEOUT) + counted(RetryReason.BATCH);
    }

    /** How often something was tried again or put off, by reason. */
    Map<RetryReason, Long> retriesBy() {
        Map<RetryReason, Long> counts = new EnumMap<>(RetryReason.class);
        retries.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }

    private long counted(RetryReason reason) {
        return count(reason).sum();
    }

    private LongAdder count(RetryReason reason) {
        return Objects.requireNonNull(retries.get(reason));
    }

    /** What has failed so far. */
    FailureTally tally() {
        return tally;
    }

    /** The last failure in one line. */
    Optional<String> lastError() {
        return lastError;
    }

    /**
     * A job that its caller owns has failed.
     *
     * @return the job of the same lane that may start now; {@code null} if there is none, or not yet
     */
    @Nullable
    Job failed(Job job, Throwable failure) {
        if (!job.source().isOwned()) {
            return ends.end(job, Outcome.Plain.DROPPED);
        }
        noteError(job, BlamedException.heldBy(failure));
        return switch (failure) {
            case HaltException fatal -> halt(job, " can't be delivered, and no other record can: ", fatal);
            case DownstreamUnavailableException unavailable -> putOff(job, unavailable);
            case BlamedException blamed -> retryApartOrGiveUp(job, BlamedException.heldBy(blamed));
            case Throwable every
            when concernsAll(every) ->
                halt(job, " failed of what no other record would survive either, whatever the policy: ", every);
            case UndecodableRecordException undecodable -> giveUp(job, undecodable, onUndecodable, 0);
            case RejectedRecordException rejected -> giveUp(job, rejected, onFailure, job.failed());
            default -> retryOrGiveUp(job, failure);
        };
    }

    /**
     * Whether every other record would fail alike and a restart is what can help: such a failure halts, whatever the policy. What
     * is only away comes back by itself.
     */
    static boolean concernsAll(Throwable failure) {
        return failure instanceof HaltException
                || failure instanceof NoDecoderException
                || (!(failure instanceof DownstreamUnavailableException) && Failures.isUnsurvivable(failure));
    }

    /** An attempt ended after the partition had gone: it says nothing about what it called, and its record is another owner's. */
    @Nullable
    Job abandon(Job job, Downstream called, long nowNanos) {
        called.abandoned(nowNanos);
        return ends.end(job, Outcome.Plain.DROPPED, nowNanos);
    }

    /** The job has come upon an open circuit: it goes on once that lets it. */
    @Nullable
    Job awaitCircuit(Job job, Downstream downstream) {
        count(RetryReason.DOWNSTREAM_UNAVAILABLE).increment();
        job.requeue();
        downstream.room().cameUponIt(job);
        return null;
    }

    /** A batch whose jobs are queued again has come upon an open circuit. */
    void awaitCircuit(Batch batch) {
        count(RetryReason.DOWNSTREAM_UNAVAILABLE).add(batch.size());
        downstreams.of(batch.first()).room().cameUponIt(batch.first());
    }

    /** The downstream takes nothing just now: the job is tried again once it does, and is no worse for it. */
    private @Nullable Job putOff(Job job, DownstreamUnavailableException unavailable) {
        count(reasonToWait(unavailable)).increment();
        job.requeue();
        downstreams.of(job).room().metNobody(job);
        return null;
    }

    /** The same for a batch whose jobs are queued again. */
    void putOff(Batch batch, DownstreamUnavailableException unavailable) {
        noteError(batch + " attempt " + batch.attempt(), unavailable);
        count(reasonToWait(unavailable)).add(batch.size());
        downstreams.of(batch.first()).room().metNobody(batch.first());
    }

    private static RetryReason reasonToWait(DownstreamUnavailableException unavailable) {
        return unavailable.getCause() instanceof AttemptTimeoutException
                ? RetryReason.TIMEOUT
                : RetryReason.DOWNSTREAM_UNAVAILABLE;
    }

    /** Whether a job that fails for this reason now would be tried again. */
    boolean retries(Job job, Throwable failure) {
        return switch (failure) {
            case HaltException _, UndecodableRecordException _, RejectedRecordException _ -> false;
            case DownstreamUnavailableException _ -> true;
            case Throwable every when concernsAll(every) -> false;
            default -> job.attempt() < policy.maxAttempts();
        };
    }

    /** A batch has failed. Answers after how many ns to try it again as it is; nothing if that can't help any more. */
    OptionalLong batchFailed(Batch batch, Throwable held) {
        Throwable failure = BlamedException.heldBy(held);
        noteError(batch + " attempt " + batch.attempt(), failure);
        LOG.debug("{} attempt {} failed", batch, batch.attempt(), failure);
        if (failure instanceof RejectedRecordException || batch.failed() >= policy.maxAttempts()) {
            LOG.info("{} failed together; each is tried alone: {}", batch, describe(failure));
            return OptionalLong.empty();
        }
        count(RetryReason.BATCH).increment();
        return OptionalLong.of(backoff.nanos(batch.failures()));
    }

    private @Nullable Job retryOrGiveUp(Job job, Throwable failure) {
        int failures = job.failed();
        if (failures >= policy.maxAttempts()) {
            return giveUp(job, failure, onFailure, failures);
        }
        countRetry(failure);
        resubmitAfter(job, backoff.nanos(failures));
        return null;
    }

    /** It makes the downstream look as if that were away, and may do so to others that are under way beside it. */
    private @Nullable Job retryApartOrGiveUp(Job job, Throwable failure) {
        int failures = job.failed();
        if (failures >= policy.maxAttempts()) {
            return giveUp(job, failure, onFailure, failures);
        }
        countRetry(failure);
        job.requeue();
        downstreams.of(job).room().metNobody(job);
        return null;
    }

    private void countRetry(Throwable failure) {
        count(failure instanceof AttemptTimeoutException ? RetryReason.TIMEOUT : RetryReason.FAILED)
                .increment();
    }

    /** Brings a batch whose jobs are queued again back to the handler, after this many ns. */
    void resubmitBatchAfter(Batch batch, long nanos) {
        waits.goOnAfter(batch.first(), nanos);
    }

    private void resubmitAfter(Job job, long nanos) {
        job.requeue();
        waits.goOnAfter(job, nanos);
    }

    private @Nullable Job giveUp(Job job, Throwable failure, FailurePolicy how, int attempts) {
        if (ends.fallBack(job)) {
            return null;
        }
        return switch (how) {
            case HALT -> halt(job, " failed and the policy is to halt: ", failure);
            case SKIP -> {
                tally.givenUp(failure);
                LOG.warn("{} skipped after {} attempts: {}", job, attempts, describe(failure));
                yield ends.end(job, Outcome.Plain.SKIPPED);
            }
            case DEAD_LETTER -> {
                tally.givenUp(failure);
                // Not from here: this may be a sink's callback or the timer, and the dead-letter sink may block.
                job.step(downstreams.deadLetterStep(), new GivenUp(failure, attempts));
                resubmitAfter(job, 0);
                yield null;
            }
        };
    }

    private @Nullable Job halt(Job job, String why, Throwable failure) {
        return ends.end(job, new Outcome.Halted(job + why + describe(failure), failure));
    }

    /** The dead-letter sink has not answered for the job in time. */
    void deadLetterIsLate(Job job, long seconds) {
        tally.failed();
        String late = job + " is not in the dead letters after " + seconds
                + " s: their sink says nothing; does its topic exist, and can it be reached?";
        lastError = Optional.of(late);
        LOG.warn("{}", late);
    }

    /** A dead letter is never given up on: it is the last place where the record still exists for us. */
    @Nullable
    Job deadLetterFailed(Job job, Throwable failure) {
        if (!job.source().isOwned()) {
            return ends.end(job, Outcome.Plain.DROPPED);
        }
        noteError(job + " could not be dead-lettered", failure);
        LOG.warn("{} could not be dead-lettered: {}", job, describe(failure));
        if (concernsAll(failure) || failure instanceof RejectedRecordException) {
            return halt(job, " could not be dead-lettered, and is nowhere else: ", failure);
        }
        count(RetryReason.DEAD_LETTER).increment();
        resubmitAfter(job, backoff.nanos(job.failed()));
        return null;
    }

    private void noteError(Job job, Throwable failure) {
        noteError(job + " attempt " + job.attempt(), failure);
        LOG.debug("{} attempt {} failed", job, job.attempt(), failure);
    }

    private void noteError(String what, Throwable failure) {
        tally.failed();
        lastError = Optional.of(what + ": " + describe(failure));
    }

    /** A failure in one line. */
    static String describe(Throwable failure) {
        String message = Failures.messageOf(failure);
        return failure.getClass().getSimpleName()
                + (message.isEmpty()
                        ? ""
                        : ": " + PrintableText.of(message.lines().findFirst().orElse(""), ERROR_CHARS));
    }
}
