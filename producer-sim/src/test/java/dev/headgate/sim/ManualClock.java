package dev.headgate.sim;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that only moves when told to, or when someone parks. */
final class ManualClock implements SimClock {

    /** 2026-01-01T00:00:00Z, at nanoTime 0. */
    static final long EPOCH = 1_767_225_600_000_000_000L;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger parks = new AtomicInteger();
    private volatile long overshoot;

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public long epochNanos() {
        return EPOCH + now.get();
    }

    @Override
    public void parkNanos(long nanos) {
        parks.incrementAndGet();
        advance(Duration.ofNanos(nanos + overshoot));
    }

    void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** Makes each park last longer than asked. */
    void overshootBy(Duration time) {
        overshoot = time.toNanos();
    }

    int parks() {
        return parks.get();
    }
}
