package dev.headgate.app;

import dev.headgate.TestKafka;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A processor in a JVM of its own, which can be killed. */
public final class ProcessorProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private ProcessorProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts {@code run} on this topic, with a group of the same name, on the class path of the tests. */
    public static ProcessorProcess start(Path log, String topic, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--bootstrap-server=" + TestKafka.bootstrapServers(),
                "--group=" + topic,
                "--topic=" + topic,
                "--set=headgate.admin.enabled=false"));
        arguments.addAll(List.of(more));
        return command(log, arguments);
    }

    /** Starts a command with these arguments, on the class path of the tests. */
    public static ProcessorProcess command(Path log, List<String> arguments) {
        return command(log, List.of(), arguments);
    }

    /** The same with more options of the JVM. */
    public static ProcessorProcess command(Path log, List<String> jvmOptions, List<String> arguments) {
        return command(log, jvmOptions, arguments, Map.of());
    }

    /** The same with more variables in its environment. */
    public static ProcessorProcess command(
            Path log, List<String> jvmOptions, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.headgate.app.Main"));
        command.addAll(3, jvmOptions);
        command.addAll(arguments);
        try {
            File out = log.toFile();
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(out));
            builder.environment().putAll(environment);
            return new ProcessorProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: no hook, no flush, no farewell. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process survives a SIGKILL");
        }
    }

    /** SIGTERM, once. */
    void signal() throws IOException {
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start();
    }

    /** SIGSTOP: the connections stay open, and nobody is at home. */
    public void freeze() throws IOException, InterruptedException {
        send("STOP");
    }

    /** SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        send("CONT");
    }

    private void send(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("the process took no SIG" + name + ":\n" + log());
        }
    }

    /** SIGTERM, and the exit code. */
    public int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** The exit code. */
    public int awaitExit() {
        return awaitExit(Duration.ofSeconds(30));
    }

    /** The exit code, of a process that may take this long. */
    public int awaitExit(Duration most) {
        try {
            if (!process.waitFor(most.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the process did not end within " + most.toSeconds() + " s:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
