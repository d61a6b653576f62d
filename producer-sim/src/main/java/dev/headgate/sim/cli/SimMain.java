package dev.headgate.sim.cli;

import picocli.CommandLine;

/** Runs {@link SimCommand} on its own. */
public final class SimMain {

    private SimMain() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, with wrong options reported in one line and exit code 2. */
    static CommandLine commandLine() {
        return new CommandLine(new SimCommand()).setParameterExceptionHandler((error, args) -> {
            CommandLine command = error.getCommandLine();
            command.getErr().println(error.getMessage() + "; see " + command.getCommandName() + " --help");
            command.getErr().flush();
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
    }
}
