package dev.headgate.internal.dispatch;

import java.util.concurrent.locks.LockSupport;

/** How a thread waits for a bounded time. A simulation puts a virtual clock behind it. Thread-safe. */
@FunctionalInterface
public interface Parking {
    /** As real time has it. */
    Parking REAL = LockSupport::parkNanos;

    /** As {@link LockSupport#parkNanos(Object, long)}: ended by {@link LockSupport#unpark} too, and by an interrupt. */
    void park(Object blocker, long nanos);
}
