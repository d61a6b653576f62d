package dev.headgate.internal.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of day at a moment that is known by {@link System#nanoTime()}, without a look at the clock for each: once a second
 * is enough, and a clock that is set is followed within one. Owned by one thread.
 */
public final class WallClock {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier millis;
    private long lookedNanos;
    private long lookedMillis;
    private boolean looked;

    public WallClock() {
        this(System::currentTimeMillis);
    }

    WallClock(LongSupplier millis) {
        this.millis = millis;
    }

    /** The ms since 1970 at a moment just past. */
    public long millisAt(long nanos) {
        long since = nanos - lookedNanos;
        if (!looked || since >= LOOK_AGAIN_NANOS) {
            looked = true;
            lookedNanos = nanos;
            lookedMillis = millis.getAsLong();
            return lookedMillis;
        }
        return lookedMillis + TimeUnit.NANOSECONDS.toMillis(since);
    }
}
