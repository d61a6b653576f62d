package dev.headgate.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** Each {@code ./headgate …} that a document names is a command that there is, with options that it takes. */
@Timeout(30)
class CommandsTest {
    private static final Pattern CALL =
            Pattern.compile("(?:^|[\\s(=])(?:\\./)?headgate +([a-z]+)\\b((?:'[^']*'|\"[^\"]*\"|[^|;&)'\"])*)");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"|#.*");
    private static final Pattern REDIRECTION = Pattern.compile("\\w[<>]\\w");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");
    private static final Pattern INLINE = Pattern.compile("(?<!`)`([^`\n]+)`(?!`)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[a-zA-Z][a-z-]*");
    private static final Pattern LONG_OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    private static final Pattern SCRIPTED = Pattern.compile("\\[ \"\\$\\{1:-}\" = ([a-z]+) ]");

    /** Commands of modules that are built after this one, or that bring a broker's classes: their options are read from here. */
    private static final List<Path> OTHERS = List.of(
            Path.of("local-kafka/src/main/java/dev/headgate/localkafka/BrokerCommand.java"),
            Path.of("demo/src/main/java/dev/headgate/demo/DemoCommand.java"),
            Path.of("benchmarks/src/main/java/dev/headgate/benchmarks/BenchCommand.java"));

    /**
     * @param place where it stands
     * @param name of the command
     * @param arguments its words
     */
    private record Call(String place, String name, List<String> arguments) {
        List<String> options() {
            return arguments.stream()
                    .takeWhile(word -> !word.equals("jmh")) // what follows is JMH's
                    .filter(word -> OPTION.matcher(word).lookingAt())
                    .map(word -> word.startsWith("-D") ? "-D" : word.replaceAll("[=…].*", ""))
                    .toList();
        }
    }

    private static List<Call> calls(String place, String text) {
        List<Call> calls = new ArrayList<>();
        for (String line : text.replaceAll("\\\\\n", " ").lines().toList()) {
            Matcher call = CALL.matcher(line.replaceAll("(^|\\s)#.*", ""));
            while (call.find()) {
                List<String> words = WORD.matcher(call.group(2))
                        .results()
                        .map(word -> word.group().replaceAll("^['\"]|['\"]$", ""))
                        .toList();
                calls.add(new Call(place, call.group(1), words));
            }
        }
        return calls;
    }

    private static List<Call> inBlocks() throws IOException {
        return CodeBlock.ofDocuments().stream()
                .filter(block -> block.language().equals("bash"))
                .flatMap(block -> calls(block.place(), block.text()).stream())
                .toList();
    }

    private static List<Call> inSentences() throws IOException {
        List<Call> calls = new ArrayList<>();
        for (Path file : CodeBlock.files(CodeBlock.PROJECT, ".md")) {
            INLINE.matcher(Files.readString(file))
                    .results()
                    .forEach(code -> calls.addAll(
                            calls(CodeBlock.PROJECT.relativize(file).toString(), code.group(1))));
        }
        return calls;
    }

    private static Set<String> optionsOf(String name, String source) {
        Set<String> options = new TreeSet<>(Set.of("-D", "--help")); // Maven's properties are the script's
        LONG_OPTION.matcher(source).results().forEach(option -> options.add(option.group()));
        assertThat(options).as("options of %s", name).hasSizeGreaterThan(2);
        return options;
    }

    private static Set<String> optionsOf(String name) throws IOException {
        String script = Files.readString(CodeBlock.PROJECT.resolve("headgate"));
        if (SCRIPTED.matcher(script)
                        .results()
                        .anyMatch(command -> command.group(1).equals(name))
                && !name.equals("bench")) {
            return optionsOf(name, script);
        }
        for (Path other : OTHERS) {
            if (other.getFileName().toString().toLowerCase(Locale.ROOT).equals(name + "command.java")) {
                return optionsOf(name, Files.readString(CodeBlock.PROJECT.resolve(other)));
            }
        }
        Map<String, CommandLine> commands = Commands.all().getSubcommands();
        assertThat(commands).as("the commands of headgate").containsKey(name);
        return Objects.requireNonNull(commands.get(name))
                .getCommandSpec()
                .optionsMap()
                .keySet();
    }

    @Test
    void each_command_that_is_named_is_there_and_takes_these_options() throws IOException {
        List<Call> all = new ArrayList<>(inBlocks());
        all.addAll(inSentences());
        assertThat(all).hasSizeGreaterThan(50);
        for (Call call : all) {
            assertThat(optionsOf(call.name()))
                    .as("options of headgate %s at %s", call.name(), call.place())
                    .containsAll(call.options());
        }
    }

    /** Where it isn't quoted, {@code p99>500ms} writes a file called 500ms. */
    @Test
    void what_the_shell_would_take_for_itself_is_quoted() throws IOException {
        assertThat(CodeBlock.ofDocuments())
                .filteredOn(block -> block.language().equals("bash"))
                .filteredOn(block -> REDIRECTION
                        .matcher(QUOTED.matcher(block.text()).replaceAll(""))
                        .find())
                .isEmpty();
    }

    @Test
    void each_command_of_a_block_is_understood_as_a_whole() throws IOException {
        Set<String> known = Commands.all().getSubcommands().keySet();
        List<Call> calls =
                inBlocks().stream().filter(call -> known.contains(call.name())).toList();
        assertThat(calls.stream().map(Call::name).collect(Collectors.toSet())).hasSizeGreaterThan(5);
        for (Call call : calls) {
            List<String> words = new ArrayList<>(List.of(call.name()));
            words.addAll(call.arguments());
            assertThatCode(() -> Commands.all().parseArgs(words.toArray(String[]::new)))
                    .as("headgate %s %s at %s", call.name(), call.arguments(), call.place())
                    .doesNotThrowAnyException();
        }
    }
}
