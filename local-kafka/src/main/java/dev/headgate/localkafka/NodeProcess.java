package dev.headgate.localkafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a node as a child process, from launch to end; a restart is a new one. Not thread-safe. */
final class NodeProcess {

    private static final Duration START_LIMIT = KafkaNodes.START_LIMIT.plusSeconds(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final Process process;
    private final Path logFile;
    private final CompletableFuture<NodeStatus> status;
    private Optional<Process> guard = Optional.empty();

    private NodeProcess(Process process, Path logFile) {
        this.process = process;
        this.logFile = logFile;
        this.status = statusOf(process);
    }

    /** Starts a JVM like this one for the node, and does not wait for it. */
    static NodeProcess launch(Path serverProperties, String clusterId, Path logFile, List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Half the time of a start is the compiler's: a node that lives for one test is not worth the second tier.
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.add("-Dlogback.configurationFile=dev/headgate/localkafka/node-logback.xml");
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NodeMain.class.getName()));
        command.addAll(List.of(serverProperties.toString(), clusterId));
        try {
            return new NodeProcess(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
                            .start(),
                    logFile);
        } catch (IOException e) {
            throw new LocalKafkaException("a node process cannot be started: " + e.getMessage(), e);
        }
    }

    /**
     * Waits until the node takes records.
     *
     * @throws PortInUseException if a port of the node is taken
     * @throws LocalKafkaException if it did not start
     */
    void awaitReady() {
        NodeStatus outcome = started();
        switch (outcome.outcome()) {
            case READY -> {}
            case PORT_IN_USE -> throw new PortInUseException(Integer.parseInt(outcome.detail()));
            case FAILED ->
                throw new LocalKafkaException("a node did not start: " + outcome.detail() + "; see " + logFile);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(KILL_LIMIT);
        dropGuard();
    }

    /** SIGTERM, after SIGCONT if it is paused; kills it if it has not ended after half a minute. */
    void stop() {
        if (guard.isPresent()) {
            resume();
        }
        // Not by the process's own destroy(), which also closes its input: the node would take its parent for gone.
        process.toHandle().destroy();
        if (!awaitEnd(STOP_LIMIT)) {
            kill();
        }
    }

    /** SIGSTOP: the sockets stay open and nobody answers. */
    void pause() {
        if (guard.isEmpty()) {
            guard = Optional.of(guardOf(process.pid()));
        }
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() {
        signal("CONT");
        dropGuard();
    }

    private NodeStatus started() {
        try {
            return status.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return NodeStatus.failed("not ready after " + START_LIMIT.toSeconds() + " s");
        } catch (ExecutionException e) {
            return NodeStatus.failed(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NodeStatus.failed("interrupted");
        }
    }

    private static CompletableFuture<NodeStatus> statusOf(Process process) {
        CompletableFuture<NodeStatus> status = new CompletableFuture<>();
        Thread.ofVirtual().name("node-output-" + process.pid()).start(() -> {
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                output.lines().map(NodeStatus::parse).flatMap(Optional::stream).forEach(status::complete);
            } catch (IOException | UncheckedIOException e) {
                status.completeExceptionally(e);
            }
            status.complete(NodeStatus.failed("its process ended"));
        });
        return status;
    }

    private boolean awaitEnd(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void signal(String name) {
        int exit;
        try {
            exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new LocalKafkaException("pausing a node needs the kill command of a POSIX system", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (exit != 0) {
            throw new LocalKafkaException("process " + process.pid() + " took no SIG" + name + ": it has ended");
        }
    }

    /** A paused process cannot see its parent go. The guard can: its input ends then, and it kills the process. */
    private static Process guardOf(long pid) {
        try {
            return new ProcessBuilder("sh", "-c", "read -r line; kill -KILL \"$0\"", Long.toString(pid)).start();
        } catch (IOException e) {
            throw new LocalKafkaException("pausing a node needs the shell of a POSIX system", e);
        }
    }

    private void dropGuard() {
        // By SIGKILL, since the end of its input is what sets it off.
        guard.ifPresent(Process::destroyForcibly);
        guard = Optional.empty();
    }
}
