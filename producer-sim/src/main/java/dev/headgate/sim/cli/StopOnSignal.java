package dev.headgate.sim.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Turns SIGINT and SIGTERM into an orderly stop: the JVM ends when the command is done, with its exit code. */
final class StopOnSignal implements AutoCloseable {

    private static final int KILLED = 1;

    private final Runnable stop;
    private final long timeoutMillis;
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final Thread hook = new Thread(this::onSignal, "headgate-sim-signal");

    StopOnSignal(Runnable stop, long timeoutMillis) {
        this.stop = stop;
        this.timeoutMillis = timeoutMillis;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void onSignal() {
        stop.run();
        // Without it, the exit code of a JVM that ends by a signal is 128 and more.
        Runtime.getRuntime().halt(awaitExitCode());
    }

    private int awaitExitCode() {
        try {
            return exitCode.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return KILLED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return KILLED;
        }
    }

    /** The command has said all it has to say. */
    void done(int code) {
        exitCode.complete(code);
    }

    @Override
    public void close() {
        done(KILLED);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the hook has its exit code.
            return;
        }
    }
}
