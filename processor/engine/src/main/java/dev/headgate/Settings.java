package dev.headgate;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Sink;
import dev.headgate.api.StageOptions;
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

/** What a builder was told, but for handler, stages and sink. Not thread-safe. */
final class Settings implements Cloneable {
    Map<String, Object> kafka = new HashMap<>();
    Set<String> topics = new LinkedHashSet<>();
    double handlerRate;
    boolean adaptiveWorkers;
    OptionalInt partitionWindow = OptionalInt.empty();
    EngineOptions.Builder engine = EngineOptions.builder();
    Optional<Sink<DeadLetter>> deadLetters = Optional.empty();
    Optional<MeterRegistry> registry = Optional.empty();
    Duration lagInterval = Duration.ofSeconds(2);

    ExactlyOnce exactlyOnce = ExactlyOnce.NOT_WANTED;

    /** Shared with all copies: the sinks and the deserializers of a builder are closed with its engine. */
    private final AtomicBoolean started = new AtomicBoolean();

    /** What it is told from now on doesn't change the copy. A clone, since no field can be left out of one. */
    Settings copy() {
        try {
            Settings copy = (Settings) clone();
            copy.kafka = new HashMap<>(kafka);
            copy.topics = new LinkedHashSet<>(topics);
            copy.engine = engine.copy();
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

    StageOptions handling(EngineOptions options) {
        return StageOptions.workers(options.workers()).withRate(handlerRate).withAdaptive(adaptiveWorkers);
    }

    /** @throws IllegalArgumentException naming a setting that is missing or out of its range */
    EngineOptions options() {
        EngineOptions.Builder asked = engine.copy().topics(topics);
        EngineOptions options = asked.partitionWindow(exactlyOnce.window(partitionWindow, asked.build()))
                .build();
        if (deadLetters.isEmpty()
                && (options.onFailure() == FailurePolicy.DEAD_LETTER
                        || options.onUndecodable() == FailurePolicy.DEAD_LETTER)) {
            throw new IllegalArgumentException("the failure policy is dead-letter, but there is no dead-letter sink");
        }
        return options;
    }
}
