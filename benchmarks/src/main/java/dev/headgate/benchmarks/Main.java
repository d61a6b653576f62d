package dev.headgate.benchmarks;

/** Where {@code ./headgate bench} begins. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(BenchCommand.commandLine().execute(args));
    }
}
