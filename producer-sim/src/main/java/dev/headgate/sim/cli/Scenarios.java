package dev.headgate.sim.cli;

import dev.headgate.sim.text.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The built-in scenarios, and how one becomes a run. */
final class Scenarios {

    /** All that are built in; each is a file of that name among the resources. */
    static final List<String> NAMES = List.of(
            "steady",
            "black-friday",
            "night-and-day",
            "ramp-to-break",
            "hot-key",
            "slow-drain",
            "poison",
            "late-data",
            "big-records",
            "rebalance-storm");

    private static final String SCENARIO = "--scenario";

    private Scenarios() {}

    /** Says what each is about. */
    static void explain(PrintWriter out) {
        for (String name : NAMES) {
            Scenario scenario = builtIn(name);
            out.println(name + ": " + scenario.description());
            out.println("  watch: " + scenario.watch());
            out.println("  " + String.join(" ", scenario.argumentsWithout(Set.of())));
            out.println();
        }
        out.println("Take one with --scenario NAME; options on the command line go before the scenario's.");
        out.flush();
    }

    /** The scenario of that name, or in that file. */
    static Scenario load(String nameOrFile) {
        if (NAMES.contains(nameOrFile)) {
            return builtIn(nameOrFile);
        }
        Path file = Path.of(nameOrFile);
        if (!Files.exists(file)) {
            throw SimException.input("--scenario " + nameOrFile + ": there is no such file, and no such scenario"
                    + Nearest.hint(nameOrFile, NAMES));
        }
        try {
            return Scenario.parse(nameOrFile, Files.readString(file));
        } catch (IOException e) {
            throw SimException.input("--scenario " + nameOrFile + ": the file is not readable as UTF-8 text: " + e, e);
        }
    }

    private static Scenario builtIn(String name) {
        try (InputStream in = Scenarios.class.getResourceAsStream("/dev/headgate/sim/scenarios/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("scenario " + name + " is missing in the jar");
            }
            return Scenario.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the command once more, with the scenario's options before those that were given. */
    static int run(String nameOrFile, CommandLine given) {
        Scenario scenario = load(nameOrFile);
        CommandLine command = new CommandLine(new SimCommand());
        scenario.refuseUnknown(command.getCommandSpec().optionsMap().keySet());
        List<OptionSpec> options = given.getParseResult().matchedOptions().stream()
                .filter(option -> !option.longestName().equals(SCENARIO))
                .toList();
        Set<String> replaced = options.stream()
                .filter(option -> !option.isMultiValue())
                .map(OptionSpec::longestName)
                .collect(Collectors.toSet());
        List<String> arguments = new ArrayList<>(scenario.argumentsWithout(replaced));
        options.forEach(option -> arguments.addAll(asGiven(option)));
        return command.setOut(given.getOut())
                .setErr(given.getErr())
                .setParameterExceptionHandler(given.getParameterExceptionHandler())
                .execute(arguments.toArray(String[]::new));
    }

    private static List<String> asGiven(OptionSpec option) {
        if (option.arity().max() == 0) {
            return List.of(option.longestName());
        }
        return option.originalStringValues().stream()
                .map(value -> option.longestName() + "=" + value)
                .toList();
    }
}
