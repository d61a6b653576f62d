package dev.headgate.demo;

import dev.headgate.app.Cli;
import dev.headgate.localkafka.BrokerCommand;
import dev.headgate.sim.cli.SimCommand;

/** All commands of Headgate. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(Cli.commandLine(new DemoCommand(), new SimCommand(), new BrokerCommand())
                .execute(args));
    }
}
