package dev.headgate.simulation;

import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;

/** A dead-letter topic that takes its time and sometimes refuses. */
final class SimulatedDeadLetters implements Sink<DeadLetter> {
    private final SimulatedWorld world;
    private final SimulatedProcess process;
    private final Witness witness;

    SimulatedDeadLetters(SimulatedWorld world, SimulatedProcess process, Witness witness) {
        this.world = world;
        this.process = process;
        this.witness = witness;
    }

    @Override
    public CompletionStage<Ack> deliver(DeadLetter letter, RecordContext context) throws Exception {
        Polled record = witness.of(letter.record().value());
        SplittableRandom dice = world.dice(3, context.partition(), context.offset(), context.attempt());
        world.note("dead-letters " + record);
        world.outside.judgeHeaders(letter.record().headers(), record, "the dead letter");
        world.outside.judgeStart(record);
        Optional<Throwable> failure = world.outside.deadLettering(
                record, world.dice(23, context.partition(), context.offset(), context.attempt()));
        if (failure.isPresent()) {
            Thrown.sneakily(failure.get());
        }
        if (world.sink != SimulatedWorld.Mood.HEALED && dice.nextInt(4) == 0) {
            world.count(Happening.DEAD_LETTER_FAILED);
            throw new IOException("no room");
        }
        if (dice.nextBoolean()) {
            witness.deadLettered(record);
            return Ack.now();
        }
        Answer answer = new Answer(world.time.now());
        process.schedule(
                () -> {
                    witness.deadLettered(record);
                    answer.say(null);
                },
                SimulatedSink.milliseconds(dice, 40));
        return answer;
    }
}
