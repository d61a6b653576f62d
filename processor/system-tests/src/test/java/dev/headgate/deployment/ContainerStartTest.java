package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The entrypoint of the images: how much of a container's memory is the heap's. The JVM is one that prints its arguments. */
@Tag("process")
@Timeout(30)
class ContainerStartTest {
    private static final Path SCRIPT = Tool.PROJECT.resolve("processor/container/start");

    @TempDir
    private Path home;

    private record Ended(int exit, String printed) {}

    @BeforeEach
    void install() throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("cgroup"));
        // The control groups of a container, as the test says that they are.
        String script = Files.readString(SCRIPT)
                .replace("/sys/fs/cgroup", home.resolve("cgroup").toString());
        Files.writeString(bin.resolve("start"), script);
        Files.writeString(bin.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(bin.resolve("java").toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("java.args"), "");
    }

    private Ended start(String limit, Map<String, String> environment) throws Exception {
        Files.writeString(home.resolve("cgroup").resolve("memory.max"), limit);
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", home.resolve("bin").resolve("start").toString(), "Main", "run")
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.endsWith("_OPTIONS") || name.endsWith("_OPTS"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), printed);
    }

    private static String bytes(long mib) {
        return Long.toString(mib * 1024 * 1024);
    }

    @ParameterizedTest
    @CsvSource({"256, 104", "512, 328", "768, 552", "1024, 776"})
    void the_heap_is_what_the_limit_leaves_beside_it(long limit, long heap) throws Exception {
        Ended ended = start(bytes(limit), Map.of());
        assertThat(ended.printed().lines())
                .containsExactly("@" + home.resolve("java.args"), "-Xmx" + heap + "m", "Main", "run");
    }

    @Test
    void without_a_limit_the_machines_memory_counts() throws Exception {
        Ended ended = start("max", Map.of());
        assertThat(ended.printed()).containsPattern("-Xmx\\d{3,}m");
        assertThat(start(Long.toString(Long.MAX_VALUE), Map.of())).isEqualTo(ended);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "HEADGATE_JAVA_OPTS"})
    void a_heap_that_the_user_sets_is_left_alone(String variable) throws Exception {
        assertThat(start(bytes(256), Map.of(variable, "-Da=b -Xmx77m")).printed())
                .doesNotContain("-Xmx104m");
        assertThat(start(bytes(256), Map.of(variable, "-XX:MaxRAMPercentage=40"))
                        .printed())
                .doesNotContain("-Xmx");
    }

    @Test
    void options_of_the_user_come_last_so_that_they_win() throws Exception {
        assertThat(start(bytes(512), Map.of("HEADGATE_JAVA_OPTS", "-XX:+UseSerialGC -Dx=y"))
                        .printed()
                        .lines())
                .containsExactly(
                        "@" + home.resolve("java.args"), "-Xmx328m", "-XX:+UseSerialGC", "-Dx=y", "Main", "run");
    }

    @Test
    void too_little_memory_is_refused_with_what_is_needed() throws Exception {
        Ended ended = start(bytes(128), Map.of());
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.printed())
                .isEqualTo("headgate: 128 MiB of memory leave -8 MiB for the heap; give the container 192 MiB at least,"
                        + " or set -Xmx in HEADGATE_JAVA_OPTS\n");
    }
}
