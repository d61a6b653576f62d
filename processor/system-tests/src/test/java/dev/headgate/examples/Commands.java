package dev.headgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.app.Cli;
import dev.headgate.sim.cli.SimCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The commands of {@code ./headgate} but {@code broker}, {@code demo} and {@code bench}, whose modules are apart. */
final class Commands {
    private Commands() {}

    static CommandLine all() {
        return Cli.commandLine(new SimCommand());
    }

    /** Runs one that ends by itself, and returns what it printed. */
    static String run(String... arguments) {
        StringWriter printed = new StringWriter();
        CommandLine headgate = all();
        headgate.setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed));
        int exitCode = headgate.execute(arguments);
        assertThat(exitCode).as(printed.toString()).isZero();
        return printed.toString();
    }
}
