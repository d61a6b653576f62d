package dev.headgate;

import static dev.headgate.PipelineSpec.given;

import dev.headgate.api.ExactlyOnceSink;
import dev.headgate.api.Sink;
import dev.headgate.api.StageHandler;
import dev.headgate.api.StageOptions;
import dev.headgate.internal.dispatch.TransactionalSinks;

/**
 * A pipeline so far: a handler, and the stages behind it. Immutable: {@link #stage} changes nothing here, so a result that is
 * dropped has no effect. Not thread-safe, as its builder isn't.
 *
 * @param <R> what its last stage returns
 */
public final class Stages<R> {
    private final Settings settings;
    private final PipelineSpec pipeline;

    Stages(Settings settings, PipelineSpec pipeline) {
        this.settings = settings;
        this.pipeline = pipeline;
    }

    /**
     * These stages with one more behind them, which has workers, a buffer and a rate of its own.
     *
     * @param name for threads, messages and metrics
     * @throws IllegalArgumentException if one of the three is null
     */
    public <O> Stages<O> stage(String name, StageOptions options, StageHandler<? super R, ? extends O> handler) {
        given(name, "the stage's name");
        given(options, "the stage's options");
        return new Stages<>(settings, pipeline.with(name, options, given(handler, "the stage's handler")));
    }

    /**
     * Ends the pipeline. What the builder is told afterwards has no effect on the result.
     *
     * @param sink closed with the engine; not by what fails to start
     * @throws IllegalArgumentException if it is null
     */
    public Ready sink(Sink<? super R> sink) {
        return new Ready(settings.copy(), pipeline, PipelineSpec.untypedSink(given(sink, "the sink")));
    }

    /**
     * Ends the pipeline with a sink for exactly-once, which brings its own dead letters.
     *
     * @param sink closed with the engine; not by what fails to start
     * @throws IllegalArgumentException if it is null, or the builder has dead letters of its own
     */
    public Ready sink(ExactlyOnceSink<? super R> sink) {
        TransactionalSinks<?> sinks = TransactionalSinks.of(given(sink, "the sink"));
        Settings own = settings.copy();
        if (own.deadLetters.isPresent()) {
            throw new IllegalArgumentException("an exactly-once sink brings its own dead letters, in its transactions:"
                    + " name their topic with KafkaSink.to(topic).exactlyOnce().deadLetters(topic), and leave out"
                    + " deadLetters(sink)");
        }
        own.exactlyOnce = ExactlyOnce.WANTED;
        own.deadLetters = sinks.deadLetters().map(letters -> letters);
        return new Ready(own, pipeline, PipelineSpec.untypedSink(sinks.sink()));
    }
}
