package dev.headgate;

import dev.headgate.api.CommitOptions;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.Ordering;
import dev.headgate.api.OutOfRange;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.api.Unavailability;
import dev.headgate.internal.EngineOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** What a builder was told, but for handler, stages and sink. Not thread-safe. */
final class Settings implements Cloneable {
    Map<String, Object> kafka = new HashMap<>();
    Set<String> topics = new LinkedHashSet<>();
    Ordering ordering = Ordering.KEY;
    int workers = 100;
    double handlerRate;
    boolean adaptiveWorkers;
    ThreadKind threads = ThreadKind.VIRTUAL;
    int queueRecords = 10_000;
    long queueBytes = 64L << 20;
    OptionalInt partitionWindow = OptionalInt.empty();
    int offsetMapBytes = 4_000;
    CommitOptions commit = CommitOptions.DEFAULT;
    RetryPolicy retry = RetryPolicy.DEFAULT;
    Duration attemptTimeout = Duration.ZERO;
    FailurePolicy onFailure = FailurePolicy.HALT;
    FailurePolicy onUndecodable = FailurePolicy.HALT;
    InitialOffset initialOffset = InitialOffset.EARLIEST;
    OutOfRange onOutOfRange = OutOfRange.HALT;
    Duration drainTimeout = Duration.ofSeconds(30);
    Duration revokeTimeout = Duration.ofSeconds(10);
    Predicate<? super Throwable> unavailable = Unavailability.OF_WELL_KNOWN_CLIENTS;
    Optional<Sink<DeadLetter>> deadLetters = Optional.empty();
    Optional<MeterRegistry> registry = Optional.empty();
    Duration lagInterval = Duration.ofSeconds(2);

    /** Whether the sink is one for exactly-once. */
    boolean exactlyOnce;

    /** Shared with all copies: the sinks and the deserializers of a builder are closed with its engine. */
    private final AtomicBoolean started = new AtomicBoolean();

    /** What it is told from now on doesn't change the copy. A clone, since no field can be left out of one. */
    Settings copy() {
        try {
            Settings copy = (Settings) clone();
            copy.kafka = new HashMap<>(kafka);
            copy.topics = new LinkedHashSet<>(topics);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** @throws IllegalStateException if the builder has started its engine */
    void requireNotStarted() {
        if (started.get()) {
            throw new IllegalStateException("this builder has started its engine: build another one for another engine,"
                    + " with handler, stages and sink of its own");
        }
    }

    void started() {
        started.set(true);
    }

    ExactlyOnce exactlyOnce() {
        return new ExactlyOnce(exactlyOnce, partitionWindow, offsetMapBytes);
    }

    StageOptions handling() {
        return StageOptions.workers(workers).withRate(handlerRate).withAdaptive(adaptiveWorkers);
    }

    /** @throws IllegalArgumentException naming a setting that is missing or out of its range */
    EngineOptions options() {
        if (deadLetters.isEmpty()
                && (onFailure == FailurePolicy.DEAD_LETTER || onUndecodable == FailurePolicy.DEAD_LETTER)) {
            throw new IllegalArgumentException("the failure policy is dead-letter, but there is no dead-letter sink");
        }
        return new EngineOptions(
                topics,
                ordering,
                workers,
                threads,
                queueRecords,
                queueBytes,
                exactlyOnce().window(),
                offsetMapBytes,
                commit,
                retry,
                attemptTimeout,
                onFailure,
                onUndecodable,
                initialOffset,
                onOutOfRange,
                drainTimeout,
                revokeTimeout,
                unavailable);
    }
}
