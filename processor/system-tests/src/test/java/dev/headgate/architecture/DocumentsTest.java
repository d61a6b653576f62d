package dev.headgate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.examples.CodeBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents for contributors name is there: invariants, classes, and decisions with their status. */
@Timeout(30)
class DocumentsTest {
    private static final Path PROJECT = CodeBlock.PROJECT;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| I(\\d+) \\|");
    private static final Pattern CITED = Pattern.compile("\\bI(\\d{1,2})\\b");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+)(…)?)?");
    private static final Pattern STATUS =
            Pattern.compile("^# (\\d+)\\. .+\\R\\RStatus: (?:accepted|rejected|(?:amended|superseded) by (\\d+)),"
                    + " \\d{4}(?:-\\d\\d){2}\\.");

    /** In backticks, with its package or its method or without: two capitals at least, which constants of an enum are not. */
    private static final Pattern CLASS =
            Pattern.compile("`(?:[a-z]+/)*([A-Z][a-z]+(?:[A-Z][a-z]*)+)(?:\\.[a-zA-Z_]+)?`");

    /** A row of the glossary's second table: its first cell has words, and names in backticks. */
    private static final Pattern GONE = Pattern.compile("(?m)^\\| ([^|*]+) \\| [^|]+ \\|$");

    private static final List<Path> WITH_OLD_WORDS =
            List.of(PROJECT.resolve("CHANGELOG.md"), PROJECT.resolve("docs", "GLOSSARY.md"));
    private static final List<String> TEXTS = List.of(
            ".java", ".md", ".js", ".html", ".css", ".yaml", ".yml", ".json", ".xml", ".kts", "headgate", "Dockerfile");

    private static List<Path> files(Path below, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(file ->
                            file.toString().endsWith(ending) && !file.toString().contains("/target/"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    private static List<Integer> rows() throws IOException {
        return ROW.matcher(Files.readString(PROJECT.resolve("docs", "DESIGN.md")))
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();
    }

    @Test
    void each_invariant_that_is_cited_has_its_row() throws IOException {
        Set<Integer> cited = new TreeSet<>();
        for (Path file : Stream.of(files(PROJECT.resolve("docs"), ".md"), files(PROJECT.resolve("processor"), ".java"))
                .flatMap(List::stream)
                .toList()) {
            CITED.matcher(Files.readString(file)).results().forEach(each -> cited.add(Integer.valueOf(each.group(1))));
        }
        assertThat(cited).hasSizeGreaterThan(10).isSubsetOf(rows());
    }

    @Test
    void the_rows_are_numbered_without_a_gap() throws IOException {
        assertThat(rows())
                .isEqualTo(IntStream.rangeClosed(1, rows().size()).boxed().toList());
    }

    /** Names are found as they are written, words in any case. */
    private static List<Pattern> gone() throws IOException {
        String glossary = Files.readString(PROJECT.resolve("docs", "GLOSSARY.md"));
        return GONE.matcher(glossary.substring(glossary.indexOf("## Words that are gone")))
                .results()
                .flatMap(row -> Stream.of(row.group(1).split(", ")))
                .filter(word -> !word.equals("gone") && !word.startsWith("--"))
                .map(word -> word.startsWith("`")
                        ? Pattern.compile("(?<![\\w-])" + Pattern.quote(word.replace("`", "")) + "(?![\\w-])")
                        : Pattern.compile("\\b" + Pattern.quote(word) + "\\b", Pattern.CASE_INSENSITIVE))
                .toList();
    }

    @Test
    void no_word_that_the_glossary_replaced_is_used_any_more() throws IOException {
        List<Pattern> gone = gone();
        assertThat(gone).hasSizeGreaterThan(8);
        List<String> found = new ArrayList<>();
        for (String ending : TEXTS) {
            for (Path file : CodeBlock.files(PROJECT, ending)) {
                if (!WITH_OLD_WORDS.contains(file)) {
                    String text = Files.readString(file);
                    gone.forEach(word -> word.matcher(text)
                            .results()
                            .forEach(each -> found.add(PROJECT.relativize(file) + ": " + each.group())));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void each_decision_says_whether_it_holds_and_since_when() throws IOException {
        List<Path> all = files(PROJECT.resolve("docs", "adr"), ".md");
        assertThat(all).hasSizeGreaterThan(15);
        for (Path file : all) {
            MatchResult found = STATUS.matcher(Files.readString(file))
                    .results()
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(
                            file + " begins with '# N. Title', an empty line and 'Status: …, YYYY-MM-DD.'"));
            assertThat(file.getFileName().toString()).startsWith("%04d-".formatted(Integer.parseInt(found.group(1))));
            Optional.ofNullable(found.group(2))
                    .map(number -> "%04d-".formatted(Integer.parseInt(number)))
                    .ifPresent(later -> assertThat(all)
                            .as("the decision that %s names", file)
                            .anyMatch(other -> other.getFileName().toString().startsWith(later)));
        }
    }

    /** Where a document says which test holds something, that test holds it. */
    @Test
    void each_test_that_a_document_names_is_there() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (Path file : CodeBlock.files(PROJECT, "Test.java")) {
            tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        }
        List<String> named = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Path page : CodeBlock.files(PROJECT, ".md")) {
            TEST.matcher(Files.readString(page)).results().forEach(found -> {
                named.add(found.group());
                String method = Optional.ofNullable(found.group(2)).orElse("");
                String end = found.group(3) == null ? "(" : ""; // a long name may be cut
                if (!tests.getOrDefault(found.group(1), "").contains(method + end)) {
                    missing.add(PROJECT.relativize(page) + ": " + found.group());
                }
            });
        }
        assertThat(named).hasSizeGreaterThan(100);
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTRIBUTING.md", "docs/DESIGN.md", "docs/GLOSSARY.md"})
    void each_class_that_a_page_names_is_there(String page) throws IOException {
        Set<String> classes = new TreeSet<>();
        for (String module : List.of("processor", "producer-sim", "local-kafka", "demo")) {
            files(PROJECT.resolve(module), ".java")
                    .forEach(file -> classes.add(file.getFileName().toString().replace(".java", "")));
        }
        String text = Files.readString(PROJECT.resolve(page));
        List<String> named = CLASS.matcher(text.split("## Words that are gone", 2)[0])
                .results()
                .map(each -> each.group(1))
                .toList();
        assertThat(named).isNotEmpty();
        assertThat(classes).containsAll(named);
    }
}
