package dev.headgate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader copies is what the tests compile and run: each block of code is part of a file of {@code examples/}. */
@Timeout(30)
class CodeBlocksTest {
    private static final Path EXAMPLES = CodeBlock.PROJECT.resolve("examples");
    private static final Set<String> CODE = Set.of("java", "kotlin", "xml", "yaml", "properties");

    /** Commands are {@link CommandsTest}'s; the others are what programs print. */
    private static final Set<String> OTHERS = Set.of("bash", "json", "");

    private static final Pattern VERSION = Pattern.compile("<revision>(.+?)</revision>");
    private static final Pattern PICTURE = Pattern.compile("!\\[[^]]*]\\(([^)]+)\\)");

    private static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(file -> Files.isRegularFile(file)
                            && !file.toString().endsWith(".md")
                            && !file.toString().contains("/target/"))
                    .map(file -> CodeBlock.withoutIndentation(CodeBlock.read(file)))
                    .toList();
        }
    }

    private static void assertAllAreExamples(List<CodeBlock> blocks) throws IOException {
        List<String> examples = examples();
        List<CodeBlock> code =
                blocks.stream().filter(block -> CODE.contains(block.language())).toList();
        assertThat(code).isNotEmpty();
        assertThat(code)
                .as("blocks that are part of no file of examples/")
                .filteredOn(block -> examples.stream().noneMatch(example -> example.contains(block.text())))
                .isEmpty();
    }

    @Test
    void each_block_of_a_document_is_part_of_an_example() throws IOException {
        assertAllAreExamples(CodeBlock.ofDocuments());
    }

    @Test
    void each_block_of_a_class_comment_is_part_of_an_example() throws IOException {
        assertAllAreExamples(CodeBlock.ofJavadoc());
    }

    @Test
    void each_block_says_what_it_is() throws IOException {
        assertThat(CodeBlock.ofDocuments())
                .hasSizeGreaterThan(20)
                .allSatisfy(block -> assertThat(CODE.contains(block.language()) || OTHERS.contains(block.language()))
                        .as("%s has a language that a test knows", block.place())
                        .isTrue());
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
                .allSatisfy(picture ->
                        assertThat(CodeBlock.PROJECT.resolve(picture)).isNotEmptyFile());
    }

    private static String page(String name) throws IOException {
        return Files.readString(CodeBlock.PROJECT.resolve(name));
    }
}
