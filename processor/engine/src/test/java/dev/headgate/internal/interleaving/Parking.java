package dev.headgate.internal.interleaving;

import org.jspecify.annotations.Nullable;

/**
 * Parking by a monitor, for one thread that parks. Lincheck lets a parked thread go on at any time, as {@code LockSupport}
 * may, and that hides from it that nobody was woken; a thread that waits for a monitor it lets wait, and tells of a deadlock.
 */
public final class Parking {
    private static final Object MONITOR = new Object();
    private static boolean permit;

    private Parking() {}

    /** No permit is left over. Called at the begin of a scenario. */
    public static void reset() {
        synchronized (MONITOR) {
            permit = false;
        }
    }

    /** As {@code LockSupport.parkNanos}, but that the time never runs out. */
    public static void parkNanos(Object blocker, long nanos) {
        synchronized (MONITOR) {
            while (!permit) {
                try {
                    MONITOR.wait();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            permit = false;
        }
    }

    /** As {@code LockSupport.unpark}. */
    public static void unpark(@Nullable Thread thread) {
        if (thread != null) {
            synchronized (MONITOR) {
                permit = true;
                MONITOR.notifyAll();
            }
        }
    }
}
