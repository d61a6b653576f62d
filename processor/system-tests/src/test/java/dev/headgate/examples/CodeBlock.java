package dev.headgate.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A block of code that readers copy.
 *
 * @param place file and line
 * @param language what is said behind the fence; empty for what a program prints
 * @param text its lines, without indentation
 */
public record CodeBlock(String place, String language, String text) {
    public static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

    private static final Set<String> FOREIGN = Set.of("target", "node_modules", "bench-results");
    private static final Set<String> OURS = Set.of(".ci", ".github");
    private static final Pattern FENCED = Pattern.compile("(?m)^ *```([a-z]*)\n((?:.*\n)*?) *```$");
    private static final Pattern JAVADOC = Pattern.compile("<pre>\\{@code\n((?:.*\n)*?) *\\* *}</pre>");
    private static final Pattern STAR = Pattern.compile("(?m)^ *\\* ?");

    /** All those of the Markdown files. */
    static List<CodeBlock> ofDocuments() throws IOException {
        List<CodeBlock> all = new ArrayList<>();
        for (Path file : files(PROJECT, ".md")) {
            String page = Files.readString(file);
            FENCED.matcher(page)
                    .results()
                    .forEach(found -> all.add(new CodeBlock(
                            place(file, page, found.start()), found.group(1), withoutIndentation(found.group(2)))));
        }
        return all;
    }

    /** All those of the comments of Java classes that are not tests. */
    static List<CodeBlock> ofJavadoc() throws IOException {
        List<CodeBlock> all = new ArrayList<>();
        for (Path file : files(PROJECT, ".java")) {
            String code = Files.readString(file);
            if (!file.toString().contains("/test/")) {
                JAVADOC.matcher(code)
                        .results()
                        .forEach(found -> all.add(new CodeBlock(
                                place(file, code, found.start()),
                                "java",
                                withoutIndentation(STAR.matcher(found.group(1)).replaceAll("")))));
            }
        }
        return all;
    }

    private static String place(Path file, String text, int at) {
        return PROJECT.relativize(file) + ":" + (text.substring(0, at).lines().count() + 1);
    }

    /** The project's files with that ending, without what builds and tools leave there. */
    public static List<Path> files(Path below, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(file -> file.toString().endsWith(ending) && isOurs(PROJECT.relativize(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isOurs(Path file) {
        for (Path part : file) {
            String name = part.toString();
            if (FOREIGN.contains(name) || (name.startsWith(".") && !OURS.contains(name))) {
                return false;
            }
        }
        return true;
    }

    /** So that a block may begin anywhere in a file. */
    static String withoutIndentation(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "", "\n"));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
