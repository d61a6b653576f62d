package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command printed, and its exit code. */
record CommandRun(int exitCode, String out, String err) {
    /** Runs it in this JVM, to its end. */
    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Cli.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    CommandRun failsWithOneLine(String... parts) {
        assertThat(exitCode).as(err).isEqualTo(1);
        assertThat(err.lines()).as(err).hasSize(1);
        assertThat(err).startsWith("headgate: ").contains(parts).doesNotContain("\tat ");
        return this;
    }
}
