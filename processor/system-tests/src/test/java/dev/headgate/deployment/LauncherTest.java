package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Needed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher, with something else in Maven's place. */
@Tag("process")
@Timeout(60)
class LauncherTest {
    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private Path script(String name, String text) throws IOException {
        Path script = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The launcher in a project of its own, which this script builds. */
    private Process launch(String maven, String... arguments) throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        script("bin/mvn", "#!/bin/sh\n" + maven);
        Files.copy(Path.of("..", "..", "headgate"), directory.resolve("headgate"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(directory.resolve("pom.xml"));
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(directory.resolve("headgate").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile());
        builder.environment().putAll(environment);
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
        Process launcher = launch(
                "echo $$ >\"$MAVEN_PID.new\" && mv \"$MAVEN_PID.new\" \"$MAVEN_PID\"\nexec sleep 300\n", "--help");
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

    private void report(Path root, String module, String test, String... skipped) throws IOException {
        Path reports = Files.createDirectories(root.resolve(module).resolve("target/surefire-reports"));
        String cases = Stream.of(skipped)
                .map(reason -> "  <testcase name=\"a\" classname=\"" + test + "\" time=\"0.0\">\n    " + reason
                        + "\n  </testcase>\n")
                .collect(Collectors.joining());
        Files.writeString(
                reports.resolve("TEST-" + test + ".xml"),
                "<testsuite name=\"" + test + "\">\n" + cases + "  <testcase name=\"b\"/>\n</testsuite>\n");
    }

    private List<String> printedBy(String maven, int exitCode, String... arguments) throws Exception {
        Process launcher = launch(maven, arguments);
        assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isEqualTo(exitCode);
        return Files.readAllLines(directory.resolve("out"));
    }

    @Test
    void the_tests_that_were_skipped_are_listed_once_at_the_end_with_the_package_that_brings_what_they_need()
            throws Exception {
        String promtool = "<skipped type=\"org.opentest4j.TestAbortedException\"><![CDATA[org.opentest4j."
                + "TestAbortedException: Assumption failed: " + Needed.reason("promtool", "prometheus")
                + "\n\tat x.Y.z(Y.java:2)\n]]></skipped>";
        String docker = "<skipped message=\"" + Needed.reason("a Docker engine", "docker.io") + "\"/>";
        report(directory, "processor/app", "dev.headgate.Old", docker); // of an earlier run
        Files.setLastModifiedTime(
                directory.resolve("processor/app/target/surefire-reports/TEST-dev.headgate.Old.xml"),
                FileTime.from(Instant.EPOCH));
        Path now = directory.resolve("now");
        report(now, "processor/system-tests", "dev.headgate.First", promtool, promtool);
        report(now, "demo", "dev.headgate.Second", promtool, docker);
        assertThat(printedBy("sleep 0.1; cp -r now/* .; echo BUILD FAILURE; exit 7\n", 7, "test", "--only", "broker"))
                .containsExactly(
                        "BUILD FAILURE",
                        "[headgate] skipped: 1 tests: a Docker engine (apt-get install docker.io)",
                        "[headgate] skipped: 3 tests: promtool (apt-get install prometheus)");
    }

    @Test
    void an_entry_of_the_class_path_that_is_not_there_is_named_before_anything_is_built() throws Exception {
        environment.put("HEADGATE_CLASSPATH", directory + ":" + directory.resolve("handler.jar"));
        assertThat(printedBy("echo built\n", 1, "run"))
                .containsExactly("headgate: HEADGATE_CLASSPATH has '" + directory.resolve("handler.jar")
                        + "', and there is no such file");
    }

    @Test
    void where_nothing_was_skipped_the_last_line_says_that_all_passed() throws Exception {
        report(directory.resolve("now"), "demo", "dev.headgate.First");
        assertThat(printedBy("sleep 0.1; cp -r now/* .; echo BUILD SUCCESS\n", 0, "test"))
                .containsExactly("BUILD SUCCESS", "[headgate] passed");
    }
}
