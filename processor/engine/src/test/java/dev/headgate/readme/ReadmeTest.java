package dev.headgate.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader copies is what the compiler saw: each Java block of the two pages is part of a file of this package. */
@Timeout(10)
class ReadmeTest {
    private static final Path PROJECT = Path.of("..", "..");
    private static final Path SOURCES = Path.of("src", "test", "java", "dev", "headgate", "readme");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern VERSION = Pattern.compile("<revision>(.+?)</revision>");
    private static final Pattern PICTURE = Pattern.compile("!\\[[^]]*]\\(([^)]+)\\)");

    private static String page(String name) throws IOException {
        return Files.readString(PROJECT.resolve(name));
    }

    /** Without indentation, so that a block may begin anywhere in a file. */
    private static String flat(String code) {
        return code.lines().map(String::strip).reduce("", (all, line) -> all + line + "\n");
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> {
                        try {
                            return flat(Files.readString(file));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/GUIDE.md"})
    void each_java_block_is_part_of_a_compiled_file(String name) throws IOException {
        List<String> sources = sources();
        List<String> blocks = JAVA.matcher(page(name))
                .results()
                .map(block -> flat(block.group(1)))
                .toList();
        assertThat(blocks).isNotEmpty();
        assertThat(blocks).allSatisfy(block -> assertThat(sources).anyMatch(source -> source.contains(block)));
    }

    @Test
    void the_coordinates_are_those_of_this_build() throws IOException {
        MatchResult built =
                VERSION.matcher(page("pom.xml")).results().findFirst().orElseThrow();
        String version = built.group(1).replace("-SNAPSHOT", "");
        assertThat(page("README.md"))
                .contains("<version>" + version + "</version>")
                .contains("\"dev.headgate:headgate:" + version + "\"");
    }

    @Test
    void each_picture_is_there() throws IOException {
        assertThat(PICTURE.matcher(page("README.md")).results().map(picture -> picture.group(1)))
                .isNotEmpty()
                .allSatisfy(picture -> assertThat(PROJECT.resolve(picture)).isNotEmptyFile());
    }
}
