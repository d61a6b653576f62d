package dev.headgate.app;

import dev.headgate.Headgate;
import dev.headgate.internal.watch.EndedRecords;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.RecordFilter;
import dev.headgate.state.Subscription;
import dev.headgate.state.TimeCounts;
import java.util.List;
import java.util.Optional;

/** Stands for the engine from before it is made. Any thread. */
final class EngineHolder {
    private final EndedRecords noRecords = new EndedRecords();
    private volatile Optional<Headgate> headgate = Optional.empty();

    void fill(Headgate made) {
        headgate = Optional.of(made);
    }

    /** The engine; empty before it is made. */
    Optional<Headgate> headgate() {
        return headgate;
    }

    EngineSnapshot snapshot() {
        return headgate.map(Headgate::snapshot).orElseGet(EngineHolder::notYet);
    }

    /** Ended records for one reader; before the engine is made, there are none. */
    Subscription watch(RecordFilter filter) {
        return headgate.map(made -> made.watch(filter)).orElseGet(() -> noRecords.subscribe(filter));
    }

    /** How long records took so far. */
    TimeCounts times() {
        return headgate.map(Headgate::times).orElse(TimeCounts.NONE);
    }

    LagSnapshot lag() {
        return headgate.map(Headgate::lag).orElse(LagSnapshot.NONE);
    }

    private static EngineSnapshot notYet() {
        return new EngineSnapshot(
                System.currentTimeMillis(),
                EngineState.NEW,
                PauseReason.NONE,
                new EngineSnapshot.Queue(0, 0, 0, 0, 0, 0, 0),
                new EngineSnapshot.Workers(0, 0, 0, 0),
                EngineCounters.ZERO,
                List.of(),
                Optional.empty());
    }
}
