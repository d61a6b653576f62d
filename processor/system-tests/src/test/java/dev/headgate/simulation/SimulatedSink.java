package dev.headgate.simulation;

import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.HaltException;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A downstream in all its moods: acknowledges at once, later, in any order, twice, after a failure it reported, or never.
 * What it does with a record is drawn from the seed, the record and the attempt.
 */
final class SimulatedSink implements Sink<Object> {
    private final SimulatedWorld world;
    private final SimulatedProcess process;
    private final Witness witness;

    SimulatedSink(SimulatedWorld world, SimulatedProcess process, Witness witness) {
        this.world = world;
        this.process = process;
        this.witness = witness;
    }

    @Override
    public boolean keepsOrder() {
        return world.settings.keepsOrder();
    }

    @Override
    public CompletionStage<Ack> deliver(Object result, RecordContext context) throws Exception {
        List<Polled> records =
                ((List<?>) result).stream().map(Polled.class::cast).toList();
        SplittableRandom dice = world.dice(2, context.partition(), context.offset(), context.attempt());
        world.note("delivers " + records + " attempt " + context.attempt());
        witness.delivers(records);
        judgeCall(records, context);
        int fate = world.sink == SimulatedWorld.Mood.HEALED ? 99 : dice.nextInt(100);
        if (records.stream().anyMatch(record -> record.isPoison(world))) {
            world.count(Happening.SINK_DIED_OF_A_RECORD);
            return dying(records);
        }
        if (world.sink == SimulatedWorld.Mood.AWAY) {
            world.count(Happening.SINK_AWAY);
            records.forEach(record -> record.metOutage(world.outages));
            return failing(records, dice, new DownstreamUnavailableException("reset", new IOException("reset")));
        }
        if (world.sink == SimulatedWorld.Mood.UNAVAILABLE && fate < 80) {
            world.count(Happening.DOWNSTREAM_UNAVAILABLE);
            return failing(records, dice, new DownstreamUnavailableException("away", world.outside.retryAfter(dice)));
        }
        boolean mayFail = !keepsOrder();
        Optional<CompletionStage<Ack>> strange =
                anything(records, world.dice(22, context.partition(), context.offset(), context.attempt()), mayFail);
        if (strange.isPresent()) {
            return strange.get();
        }
        if (fate < (world.sink == SimulatedWorld.Mood.FAILING ? 40 : 5) && mayFail) {
            world.count(Happening.DELIVERY_FAILED);
            return failing(records, dice, new IOException("refused"));
        }
        if (fate >= 42 && fate < 44) {
            world.count(Happening.SINK_REJECTED);
            return failing(records, dice, new RejectedRecordException("never", new IOException()));
        }
        if (fate == 44 && dice.nextInt(8) == 0) {
            world.count(Happening.SINK_FATAL);
            return failing(records, dice, new HaltException("fenced", new IOException()));
        }
        return acknowledging(records, dice, fate);
    }

    private void judgeCall(List<Polled> records, RecordContext context) {
        world.outside.judgeHeaders(context.headers(), records.getFirst(), "the sink");
        boolean isLeftAlone = records.stream().noneMatch(record -> record.owner.revoking || record.owner.gone);
        if (Thread.currentThread().isInterrupted() && isLeftAlone && !witness.isEnding()) {
            world.violate("interrupt", records + " come to the sink with an interrupt that was meant for the handler");
        }
    }

    /** A sink as people write it. */
    private Optional<CompletionStage<Ack>> anything(List<Polled> records, SplittableRandom dice, boolean mayFail) {
        Optional<Throwable> failure = world.outside.delivering(records, dice, mayFail);
        if (failure.isEmpty()) {
            return Optional.empty();
        }
        world.note("the sink throws " + failure.get().getClass().getSimpleName() + " for " + records);
        records.forEach(witness::failed);
        switch (dice.nextInt(4)) {
            case 0 -> {
                return Optional.of(CompletableFuture.failedFuture(failure.get()));
            }
            case 1 -> {
                return Optional.of(new Deaf(failure.get()));
            }
            default -> Thrown.sneakily(failure.get());
        }
        return Optional.empty();
    }

    /** A stage of the user's own making that nobody can listen to. */
    private static final class Deaf extends CompletableFuture<Ack> {
        private final Throwable failure;

        private Deaf(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public CompletableFuture<Ack> whenComplete(BiConsumer<? super Ack, ? super Throwable> action) {
            Thrown.sneakily(failure);
            return this;
        }
    }

    /** Hangs for ever, or resets. */
    private CompletionStage<Ack> dying(List<Polled> records) {
        Answer answer = new Answer(world.time.now());
        boolean hangs = world.settings.attemptTimeoutMs() > 0 && records.getFirst().offset % 2 == 0;
        if (!hangs) {
            process.schedule(
                    () -> say(answer, records, new DownstreamUnavailableException("reset", new IOException("reset"))),
                    1_000_000);
        }
        return answer;
    }

    private CompletionStage<Ack> failing(List<Polled> records, SplittableRandom dice, Exception failure)
            throws Exception {
        boolean isOwn = !(failure instanceof DownstreamUnavailableException);
        if (dice.nextBoolean()) {
            records.forEach(isOwn ? witness::failed : witness::metNobody);
            throw failure;
        }
        Answer answer = new Answer(world.time.now());
        process.schedule(() -> say(answer, records, failure), milliseconds(dice, 30));
        if (dice.nextInt(4) == 0) {
            process.schedule(() -> say(answer, records, failure), milliseconds(dice, 60));
        }
        return answer;
    }

    private CompletionStage<Ack> acknowledging(List<Polled> records, SplittableRandom dice, int fate) {
        if (world.sink == SimulatedWorld.Mood.HEALED || (fate < 70 && world.sink != SimulatedWorld.Mood.SILENT)) {
            world.count(Happening.ACKED_ON_RETURN);
            records.forEach(witness::acked);
            return Ack.now();
        }
        Answer answer = new Answer(world.time.now());
        boolean silent = world.sink == SimulatedWorld.Mood.SILENT ? fate < 70 : fate == 98;
        if (silent) {
            records.forEach(Polled::wasItsOwnFault); // it is silent at each attempt of this number
            world.untilHealed.add(() -> say(answer, records, null));
            return answer;
        }
        world.count(Happening.ACKED_LATER);
        int slowest = world.sink == SimulatedWorld.Mood.SLOW || fate > 94 ? 900 : 25;
        long first = milliseconds(dice, slowest);
        if (slowest > 25) {
            records.forEach(Polled::wasItsOwnFault); // it may run out of time at each attempt of this number
        }
        process.schedule(() -> say(answer, records, null), first);
        if (fate % 4 == 0) {
            world.count(Happening.ACKED_TWICE);
            process.schedule(
                    () -> say(answer, records, dice.nextBoolean() ? null : new IOException("again")), first + 1);
        }
        return answer;
    }

    private void say(Answer answer, List<Polled> records, @Nullable Throwable failure) {
        if (process.isKilled()) {
            return;
        }
        long timeout = world.settings.attemptTimeoutMs() * 1_000_000L;
        if (timeout > 0 && world.time.now() - answer.takenAt > timeout) {
            world.count(Happening.DELIVERY_TIMED_OUT);
        }
        if (failure == null) {
            records.forEach(witness::acked);
        } else {
            records.forEach(failure instanceof DownstreamUnavailableException ? witness::metNobody : witness::failed);
        }
        world.note("the sink says of " + records + ": " + (failure == null ? "acknowledged" : failure.getMessage()));
        answer.say(failure);
    }

    static long milliseconds(SplittableRandom dice, int most) {
        return dice.nextLong(most * 1_000_000L) + 1;
    }
}
