package dev.headgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the build files of {@code examples/} say; {@code .ci/release} builds those that Maven can build. */
class BuildFilesTest {
    private static final Path EXAMPLES = CodeBlock.PROJECT.resolve("examples");
    private static final Pattern MAVEN = Pattern.compile(
            "<groupId>(dev\\.headgate)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern GRADLE =
            Pattern.compile("(?:implementation|runtimeOnly|platform)\\(\"(dev\\.headgate):([^:\"]+):([^:\"]+)\"\\)");

    private static List<String> headgate(String buildFile, Pattern dependency) throws IOException {
        return dependency
                .matcher(Files.readString(EXAMPLES.resolve(buildFile)))
                .results()
                .map(BuildFilesTest::coordinates)
                .toList();
    }

    private static String coordinates(MatchResult found) {
        return Stream.of(1, 2, 3)
                .map(found::group)
                .reduce((a, b) -> a + ":" + b)
                .orElseThrow();
    }

    /** The one that is staged: where it is a snapshot, the version it leads to. */
    private static String version() throws IOException {
        MatchResult revision = Pattern.compile("<revision>([^<-]+)(-SNAPSHOT)?</revision>")
                .matcher(Files.readString(CodeBlock.PROJECT.resolve("pom.xml")))
                .results()
                .findFirst()
                .orElseThrow();
        return revision.group(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain/pom.xml", "log4j2/pom.xml", "guide/pom.xml", "../README.md"})
    void a_maven_example_depends_on_the_library_alone_in_the_version_that_is_staged(String pom) throws IOException {
        assertThat(headgate(pom, MAVEN)).containsExactly("dev.headgate:headgate:" + version());
    }

    @Test
    void the_load_depends_on_the_broker_and_the_simulator() throws IOException {
        assertThat(headgate("load/pom.xml", MAVEN))
                .containsExactly(
                        "dev.headgate:headgate-local-kafka:" + version(), "dev.headgate:headgate-sim:" + version());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradle/build.gradle.kts", "../README.md"})
    void the_gradle_example_depends_on_what_the_maven_one_does(String build) throws IOException {
        assertThat(headgate(build, GRADLE)).isEqualTo(headgate("plain/pom.xml", MAVEN));
    }

    @Test
    void the_version_that_is_staged_has_release_notes() throws IOException {
        assertThat(Files.readString(CodeBlock.PROJECT.resolve("CHANGELOG.md"))).contains("\n## [" + version() + "]");
    }

    @Test
    void the_gradle_example_compiles_the_program_that_is_tested_with_maven() throws IOException {
        String build = Files.readString(EXAMPLES.resolve("gradle/build.gradle.kts"));
        assertThat(build)
                .contains("java.srcDir(\"../plain/src/main/java\")")
                .contains("mainClass = \"Orders\"")
                .contains("JavaLanguageVersion.of(25)")
                .contains("mavenCentral()");
        assertThat(EXAMPLES.resolve("plain/src/main/java/Orders.java")).isRegularFile();
        assertThat(EXAMPLES.resolve("gradle/settings.gradle.kts")).isRegularFile();
    }
}
