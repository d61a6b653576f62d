package dev.headgate.app;

import dev.headgate.TestKafka;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A processor in a JVM of its own, which can be killed. */
final class ProcessorProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private ProcessorProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts {@code run} on this topic, with a group of the same name, on the class path of the tests. */
    static ProcessorProcess start(Path log, String topic, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.headgate.app.Main",
                "run"));
        command.add("--bootstrap-server=" + TestKafka.bootstrapServers());
        command.add("--group=" + topic);
        command.add("--topic=" + topic);
        command.add("--set=headgate.admin.enabled=false");
        command.addAll(List.of(more));
        try {
            File out = log.toFile();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(out))
                    .start();
            return new ProcessorProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: no hook, no flush, no farewell. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process survives a SIGKILL");
        }
    }

    /** SIGTERM, once. */
    void signal() throws IOException {
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start();
    }

    /** SIGTERM, and the exit code. */
    int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** The exit code. */
    int awaitExit() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the process did not end within 30 s:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    String log() {
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
