package dev.headgate.benchmarks;

import dev.headgate.benchmarks.cell.Cell;
import dev.headgate.benchmarks.cell.CellSet;
import dev.headgate.benchmarks.report.Machine;
import dev.headgate.benchmarks.report.Report;
import dev.headgate.benchmarks.session.Run;
import dev.headgate.benchmarks.session.Session;
import dev.headgate.benchmarks.session.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures Headgate side by side with its peers. */
@Command(
        name = "bench",
        description = "Measures Headgate side by side with its peers, on a broker of its own.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(names = "--set", defaultValue = "quick", description = "quick, targets or full. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CellSet set;

    @Option(names = "--cell", split = ",", description = "Only these cells, by their names in --list.")
    private List<String> cells = new ArrayList<>();

    @Option(names = "--system", split = ",", description = "Only these systems, e.g. headgate,bare.")
    private List<String> systems = new ArrayList<>();

    @Option(
            names = "--repeats",
            defaultValue = "3",
            description = "How many times each system runs in each cell. Default: ${DEFAULT-VALUE}.")
    private int repeats;

    @Option(
            names = "--warm-up",
            defaultValue = "4",
            description =
                    "The least seconds before a run is measured. It then goes on until the compilers are at rest, up to"
                            + " four times as long. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--measure",
            defaultValue = "5",
            description = "Seconds for which a run is measured. Default: ${DEFAULT-VALUE}.")
    private int measure;

    @Option(names = "--jvm-option", description = "Another option for the processes of all systems.")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(names = "--queue", description = "The most records in flight. Default: the cell's.")
    private Optional<Integer> queue = Optional.empty();

    @Option(
            names = "--bootstrap-servers",
            description = "A broker that is there. Its bench-* topics are kept and used again. Default: a new one.")
    private Optional<String> bootstrapServers = Optional.empty();

    @Option(
            names = "--out",
            defaultValue = "bench-results",
            description =
                    "Where results.json, results.md and the charts go, written again after each cell. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path out;

    @Option(names = "--list", description = "Lists the cells and ends.")
    private boolean list;

    @Override
    public Integer call() throws Exception {
        PrintWriter print = spec.commandLine().getOut();
        List<Cell> chosen = chosen();
        if (list) {
            chosen.forEach(cell -> print.printf("%-20s %s%n", cell.name(), cell.title()));
            return 0;
        }
        Instant started = Instant.now();
        Settings settings = new Settings(
                positive("--repeats", repeats),
                seconds("--warm-up", warmUp),
                seconds("--measure", measure),
                jvmOptions,
                bootstrapServers);
        List<Run> runs;
        try (Session session = new Session(settings, new ProgressPrinter(print))) {
            runs = session.run(chosen, (done, soFar) -> write(done, soFar, started, settings));
        }
        print.printf("results in %s%n", out.resolve("results.md"));
        return runs.stream().allMatch(run -> run.result().isPresent()) ? 0 : 1;
    }

    private void write(List<Cell> cells, List<Run> runs, Instant started, Settings settings) throws IOException {
        Duration took = Duration.between(started, Instant.now());
        new Report(command(), started, took, Machine.here(), Session.jvmOptions(settings), runs).write(out, cells);
    }

    private String command() {
        return "./headgate bench "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }

    private List<Cell> chosen() {
        CellSet from = cells.isEmpty() ? set : CellSet.FULL;
        for (String name : cells) {
            if (from.cells().stream().noneMatch(cell -> cell.name().equals(name))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no cell '" + name + "'; ./headgate bench --set full --list has them");
            }
        }
        List<Cell> chosen = from.cells().stream()
                .filter(cell -> cells.isEmpty() || cells.contains(cell.name()))
                .map(this::withChosenSystems)
                .map(cell -> queue.isPresent() ? cell.withQueue(positive("--queue", queue.get())) : cell)
                .filter(cell -> !cell.entrants().isEmpty())
                .toList();
        if (chosen.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "none of the cells has a system " + systems + "; e.g. headgate, bare");
        }
        return chosen;
    }

    private Cell withChosenSystems(Cell cell) {
        return systems.isEmpty()
                ? cell
                : cell.withEntrants(entrant ->
                        systems.contains(entrant.system().toString()) || systems.contains(entrant.toString()));
    }

    private int positive(String option, int value) {
        if (value < 1) {
            throw new ParameterException(
                    spec.commandLine(), String.format(Locale.ROOT, "%s must be at least 1, not %d", option, value));
        }
        return value;
    }

    private Duration seconds(String option, int value) {
        return Duration.ofSeconds(positive(option, value));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new JmhCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, commandLine, _) -> {
                    commandLine.getErr().println("headgate: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }
}
