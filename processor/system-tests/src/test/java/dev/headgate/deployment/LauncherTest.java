package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher's build, with something in Maven's place that only takes its time. */
@Tag("process")
@Timeout(60)
class LauncherTest {
    @TempDir
    private Path directory;

    private Path script(String name, String text) throws IOException {
        Path script = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process launch() throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        script(
                "bin/mvn",
                "#!/bin/sh\necho $$ >\"$MAVEN_PID.new\" && mv \"$MAVEN_PID.new\" \"$MAVEN_PID\"\nexec sleep 300\n");
        Files.copy(Path.of("..", "..", "headgate"), directory.resolve("headgate"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(directory.resolve("pom.xml"));
        ProcessBuilder builder = new ProcessBuilder(
                        directory.resolve("headgate").toString(), "--help")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile());
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        builder.environment().put("HEADGATE_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_PID", directory.resolve("maven.pid").toString());
        return builder.start();
    }

    /** One that has ended and that nobody has asked for its exit code has no command any more. */
    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void a_signal_during_the_build_ends_maven_too(String signal, int exitCode) throws Exception {
        Process launcher = launch();
        try {
            Path file = directory.resolve("maven.pid");
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(file));
            long maven = Long.parseLong(Files.readString(file).strip());
            assertThat(isAlive(maven)).isTrue();
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(launcher.pid())).start();
            assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(launcher.exitValue()).isEqualTo(exitCode);
            await().atMost(Duration.ofSeconds(10)).until(() -> !isAlive(maven));
        } finally {
            launcher.descendants().forEach(ProcessHandle::destroyForcibly);
            launcher.destroyForcibly();
        }
    }
}
