package dev.headgate.app;

import dev.headgate.config.ConfigException;
import dev.headgate.internal.text.NearestName;
import dev.headgate.internal.text.PrintableText;
import java.io.PrintWriter;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root command, and what all commands share: errors as single lines, and more with {@code --verbose}. */
@Command(
        name = "headgate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Consumes Kafka topics through a bounded queue, and commits what the sink has acknowledged.",
        footerHeading = "%nExit codes: 0 done, 1 failed, 2 wrong arguments, 3 ended with records in flight.%n")
public final class Cli {
    /** The command failed. */
    public static final int FAILED = 1;

    private static final List<Class<? extends RuntimeException>> ONE_LINE =
            List.of(UserError.class, ConfigException.class);

    private static final int LINE_CHARS = 4_000;
    private static final String VERBOSE = "--verbose";

    private Cli() {}

    /**
     * The root command with the processor's own commands, and those that other modules bring.
     *
     * @param more further commands, which inherit everything
     */
    public static CommandLine commandLine(Object... more) {
        CommandLine root = new CommandLine(new Cli());
        for (Object command : more) {
            root.addSubcommand(command);
        }
        root.addSubcommand(new RunCommand())
                .addSubcommand(new ConfigCommand())
                .addSubcommand(new LagCommand())
                .addSubcommand(new RedriveCommand())
                .addSubcommand(new TopCommand());
        ServiceLoader.load(CommandProvider.class).forEach(provider -> root.addSubcommand(provider.command()));
        root.addSubcommand("completion", new CommandLine(new AutoComplete.GenerateCompletion()));
        root.getSubcommands().values().forEach(Cli::firstSentenceFirst);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setExecutionStrategy(parsed -> {
            Logging.configure(isVerbose(root));
            return new CommandLine.RunLast().execute(parsed);
        });
        root.setExecutionExceptionHandler((failure, command, _) -> report(failure, command, isVerbose(root)));
        root.setParameterExceptionHandler((error, _) -> {
            CommandLine command = error.getCommandLine();
            command.getErr()
                    .println("headgate: " + PrintableText.of(String.valueOf(error.getMessage()), LINE_CHARS) + "; "
                            + guess(error) + "see " + command.getCommandSpec().qualifiedName() + " --help");
            command.getErr().flush();
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        return root;
    }

    /** The list of commands shows of each what stands first in its description, so that is a whole sentence. */
    private static void firstSentenceFirst(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        String whole = String.join(" ", usage.description());
        int end = whole.indexOf(". ") + 1;
        if (end > 0) {
            usage.description(whole.substring(0, end), whole.substring(end + 1));
        }
    }

    private static String guess(ParameterException error) {
        if (!(error instanceof UnmatchedArgumentException unknown)) {
            return "";
        }
        CommandLine command = error.getCommandLine();
        Set<String> names = new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
        names.addAll(command.getSubcommands().keySet());
        String given = unknown.getUnmatched().getFirst().replaceFirst("=.*", "");
        names.removeIf(
                name -> name.length() <= 2 || first(name) != first(given)); // short names are all near to each other
        return NearestName.of(given, names)
                .map(name -> "did you mean " + name + "? ")
                .orElse("");
    }

    /** The first letter; 0 if there is none. */
    private static int first(String name) {
        return name.chars().filter(Character::isLetter).findFirst().orElse(0);
    }

    /** Whether the option stands at any of the commands that were given. */
    private static boolean isVerbose(CommandLine root) {
        return root.getParseResult().asCommandLineList().stream()
                .anyMatch(command -> command.getParseResult().hasMatchedOption(VERBOSE));
    }

    private static int report(Exception failure, CommandLine command, boolean verbose) {
        PrintWriter err = command.getErr();
        boolean ours = ONE_LINE.stream().anyMatch(type -> type.isInstance(failure));
        String text = ours ? String.valueOf(failure.getMessage()) : failure.toString();
        text.lines().forEach(line -> err.println("headgate: " + PrintableText.of(line, LINE_CHARS)));
        if (verbose) {
            failure.printStackTrace(err);
        } else if (!ours) {
            err.println("headgate: this is an unexpected error, possibly a bug; --verbose shows the stack trace");
        }
        err.flush();
        return FAILED;
    }
}
