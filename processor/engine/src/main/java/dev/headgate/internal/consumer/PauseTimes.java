package dev.headgate.internal.consumer;

import dev.headgate.internal.SourcePartition;
import dev.headgate.state.PauseReason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long each partition has been paused for which reason. Exact where pauses are shorter than the time between two
 * snapshots, since it is told of each change. Owned by the poll thread.
 */
final class PauseTimes {
    private final LongSupplier clock;
    private final Map<SourcePartition, Spent> partitions = new HashMap<>();

    /** @param clock as {@link System#nanoTime()} */
    PauseTimes(LongSupplier clock) {
        this.clock = clock;
    }

    /** From now on it is paused for this reason, or not at all. */
    void changed(SourcePartition source, PauseReason next) {
        partitions.computeIfAbsent(source, _ -> new Spent()).change(next, clock.getAsLong());
    }

    /** Forgets the partitions that are not among these. */
    void retain(Set<SourcePartition> present) {
        partitions.keySet().retainAll(present);
    }

    /** In ms, by reason, the present pause included. */
    Map<PauseReason, Long> pausedMs(SourcePartition source) {
        Spent spent = partitions.get(source);
        return spent == null ? Map.of() : spent.toMs(clock.getAsLong());
    }

    private static final class Spent {
        private final Map<PauseReason, Long> nanos = new EnumMap<>(PauseReason.class);
        private PauseReason present = PauseReason.NONE;
        private long since;

        void change(PauseReason next, long now) {
            add(nanos, now);
            present = next;
            since = now;
        }

        Map<PauseReason, Long> toMs(long now) {
            Map<PauseReason, Long> all = new HashMap<>(nanos);
            add(all, now);
            all.replaceAll((_, spent) -> TimeUnit.NANOSECONDS.toMillis(spent));
            return Map.copyOf(all);
        }

        private void add(Map<PauseReason, Long> to, long now) {
            if (present != PauseReason.NONE) {
                to.merge(present, now - since, Long::sum);
            }
        }
    }
}
