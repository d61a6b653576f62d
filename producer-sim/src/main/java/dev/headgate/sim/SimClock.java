package dev.headgate.sim;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Time as the send loop sees it, so that tests can bring their own. */
interface SimClock {

    /** The system's clock. */
    SimClock SYSTEM = new SimClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long epochNanos() {
            Instant now = Instant.now();
            return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        }

        @Override
        public void parkNanos(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /** As {@link System#nanoTime()}; any thread. */
    long nanoTime();

    /** Nanoseconds since the Unix epoch; any thread. */
    long epochNanos();

    /** Lets the calling thread wait, up to this long; an interrupt ends the wait and stays set. */
    void parkNanos(long nanos);
}
