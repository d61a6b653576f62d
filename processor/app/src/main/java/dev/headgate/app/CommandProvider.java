package dev.headgate.app;

/** Brings a command that lives in a module of its own: found on the class path by {@link java.util.ServiceLoader}. */
public interface CommandProvider {
    /** A new instance of a class with picocli's {@code @Command}. Called once, on the main thread. */
    Object command();
}
