package dev.headgate.simulation;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What handlers do that no example of a handler does. */
final class StrangeHandler {
    private final SimulatedWorld world;
    private final SimulatedProcess process;
    private final Witness witness;

    StrangeHandler(SimulatedWorld world, SimulatedProcess process, Witness witness) {
        this.world = world;
        this.process = process;
        this.witness = witness;
    }

    /** Throws whatever there is, declared or not. */
    void throwAnything(List<Polled> records, SplittableRandom dice) {
        Optional<Throwable> failure = world.outside.handling(records, dice);
        if (failure.isPresent()) {
            noteThrown(records, failure.get());
            Thrown.sneakily(failure.get());
        }
    }

    void noteThrown(List<Polled> records, Throwable failure) {
        world.note("the handler of " + records + " throws " + failure.getClass().getSimpleName());
        boolean isAway =
                world.handlers == SimulatedWorld.Mood.AWAY || world.handlers == SimulatedWorld.Mood.UNAVAILABLE;
        records.forEach(isAway ? witness::metNobody : witness::failed);
    }

    /** Goes on though it was told to end, and leaves the interrupt to its caller, as good manners have it. */
    void outlast(List<Polled> records) {
        world.count(Happening.HANDLER_OUTLASTED_ITS_INTERRUPT);
        world.note("outlasts its interrupt: " + records);
        long end = world.time.now() + world.settings.attemptTimeoutMs() * 1_500_000L;
        boolean interrupted = false;
        while (world.time.now() < end) {
            process.park(this, end - world.time.now());
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
