package dev.headgate.app;

import dev.headgate.Headgate;
import dev.headgate.model.EngineCounters;
import dev.headgate.model.EngineSnapshot;
import dev.headgate.model.EngineState;
import dev.headgate.model.LagSnapshot;
import dev.headgate.model.PauseReason;
import java.util.List;
import java.util.Optional;

/** Stands for the engine from before it is made. Any thread. */
final class EngineSlot {
    private volatile Optional<Headgate> headgate = Optional.empty();

    void fill(Headgate made) {
        headgate = Optional.of(made);
    }

    EngineSnapshot snapshot() {
        return headgate.map(Headgate::snapshot).orElseGet(EngineSlot::notYet);
    }

    LagSnapshot lag() {
        return headgate.map(Headgate::lag).orElse(LagSnapshot.NONE);
    }

    private static EngineSnapshot notYet() {
        return new EngineSnapshot(
                System.currentTimeMillis(),
                EngineState.NEW,
                PauseReason.NONE,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                EngineCounters.ZERO,
                List.of(),
                Optional.empty());
    }
}
