package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Needed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is no part of the build. A test that needs it is skipped without it. */
record Tool(String name, String debianPackage) {
    static final Tool PROMTOOL = new Tool("promtool", "prometheus");
    static final Tool PROMETHEUS = new Tool("prometheus", "prometheus");
    static final Tool KUBECTL = new Tool("kubectl", "kubectl");

    static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

    /** Skips the test where it isn't on the PATH. */
    void assumeThere() {
        boolean there = Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        Needed.assumeThere(there, name, debianPackage);
    }

    /** Runs it in the project's root. Returns what it printed; fails unless it ended well. */
    String run(String... arguments) throws IOException, InterruptedException {
        assumeThere();
        Path output = Files.createTempFile("headgate", name);
        try {
            List<String> command = new java.util.ArrayList<>(List.of(name));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .directory(PROJECT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("%s ended within 60 s: %s", command, printed).isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, printed).isZero();
            return printed;
        } finally {
            Files.delete(output);
        }
    }
}
