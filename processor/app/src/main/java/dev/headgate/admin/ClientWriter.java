package dev.headgate.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/**
 * Writes to one client of a stream, on the thread of its request. One that takes nothing for {@value #STALL_SECONDS} s can be
 * cut off by another thread.
 */
final class ClientWriter {
    static final int STALL_SECONDS = 10;

    private final OutputStream out;
    private final Thread thread = Thread.currentThread();
    private volatile long writingSince;

    ClientWriter(OutputStream out) {
        this.out = out;
    }

    /** @throws IOException if the client has gone */
    void write(byte[] bytes) throws IOException {
        writingSince = System.nanoTime();
        out.write(bytes);
        out.flush();
        writingSince = 0;
    }

    boolean isStalled(long nowNanos) {
        long since = writingSince;
        return since != 0 && nowNanos - since > TimeUnit.SECONDS.toNanos(STALL_SECONDS);
    }

    /** Ends a blocked write, by closing the channel under it, or a wait. Any thread. */
    void cut() {
        thread.interrupt();
    }
}
