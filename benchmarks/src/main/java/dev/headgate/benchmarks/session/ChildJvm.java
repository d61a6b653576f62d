package dev.headgate.benchmarks.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts processes that all have the same JVM, options and class path. */
final class ChildJvm {
    /** The same for every system. What a system would rather have, its users would have to find out as well. */
    static final List<String> OPTIONS = List.of(
            "-Xms1g",
            "-Xmx1g",
            "-XX:+UseParallelGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final List<String> moreOptions;

    ChildJvm(List<String> moreOptions) {
        this.moreOptions = moreOptions;
    }

    /** The same with these options above the usual ones and below those that this one has besides. */
    ChildJvm with(List<String> some) {
        List<String> options = new ArrayList<>(some);
        options.addAll(moreOptions);
        return new ChildJvm(options);
    }

    /** Starts a main class. What it prints goes to the file. */
    Process start(Class<?> main, List<String> arguments, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(moreOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    /**
     * Runs a main class to its end.
     *
     * @throws IOException if it fails or takes longer; the message has the last of what it printed
     */
    void run(Class<?> main, List<String> arguments, Path log, Duration limit) throws IOException, InterruptedException {
        Process process = start(main, arguments, log);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("not done within " + limit.toSeconds() + " s: " + lastLine(log));
            }
            if (process.exitValue() != 0) {
                throw new IOException(lastLine(log));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.stream()
                .filter(line -> line.contains("Exception") || line.contains("Error"))
                .findFirst()
                .orElseGet(() -> lines.isEmpty() ? "it said nothing" : lines.getLast());
    }
}
