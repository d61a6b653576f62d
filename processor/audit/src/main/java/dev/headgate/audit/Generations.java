package dev.headgate.audit;

import java.time.Duration;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Remembers each key for at least the retention after it was last written, and forgets it within three times that. A
 * generation is a window of the store's, as long as the retention; what is found in a neighbouring one moves to the present.
 *
 * <p>Generations go by the wall clock, not by the records' timestamps: topics are read at different speeds, so after a
 * pause of the audit the time of one of them may be days ahead of another's, and a record must not be forgotten before its
 * counterpart was read. Used by one stream thread.
 */
final class Generations {
    /** What the store has to retain: the present generation and both its neighbours. */
    static Duration storeRetention(Duration retention) {
        return retention.multipliedBy(3);
    }

    private final WindowStore<byte[], byte[]> store;
    private final long lengthMs;

    Generations(WindowStore<byte[], byte[]> store, Duration retention) {
        this.store = store;
        this.lengthMs = retention.toMillis();
    }

    byte @Nullable [] find(byte[] key, long nowMs) {
        long present = present(nowMs);
        byte @Nullable [] value = store.fetch(key, present);
        if (value == null) {
            value = moved(key, present - lengthMs, present);
        }
        // Written by an instance whose clock is ahead of this one's.
        return value == null ? moved(key, present + lengthMs, present) : value;
    }

    private byte @Nullable [] moved(byte[] key, long from, long to) {
        byte @Nullable [] value = from < 0 ? null : store.fetch(key, from);
        if (value != null) {
            forget(key, from);
            store.put(key, value, to);
        }
        return value;
    }

    @SuppressWarnings("NullAway") // null is how a store is told to delete
    private void forget(byte[] key, long generation) {
        store.put(key, null, generation);
    }

    void put(byte[] key, byte[] value, long nowMs) {
        store.put(key, value, present(nowMs));
    }

    private long present(long nowMs) {
        return nowMs - Math.floorMod(nowMs, lengthMs);
    }
}
