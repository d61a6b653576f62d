package dev.headgate.app;

/** The processor without the demo's commands, as it is shipped. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(Cli.commandLine().execute(args));
    }
}
