package dev.headgate.benchmarks.session;

import dev.headgate.benchmarks.cell.Cell;
import dev.headgate.benchmarks.cell.Entrant;
import dev.headgate.benchmarks.measure.RunMain;
import dev.headgate.benchmarks.measure.RunResult;
import dev.headgate.benchmarks.measure.RunSpec;
import dev.headgate.benchmarks.system.SystemName;
import dev.headgate.benchmarks.system.SystemSetup;
import dev.headgate.benchmarks.work.Task;
import dev.headgate.benchmarks.work.TaskRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs cells on one broker: each system in a process of its own, one after another, and then all of them again, so that
 * whatever changes on the machine meanwhile meets them all.
 */
public final class Session implements AutoCloseable {
    /** Of a run, its warm-up aside. */
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private static final int LATENCY_WARM_UPS = 3;

    /** The same for every consumer. Sessions end soon, so that a killed one does not hold up the next. */
    private static final Map<String, String> CLIENT = Map.of(
            "session.timeout.ms", "6000",
            "heartbeat.interval.ms", "1500",
            "max.partition.fetch.bytes", "1048576",
            "producer.acks", "all",
            "producer.linger.ms", "5",
            "producer.batch.size", "65536");

    private final Settings settings;
    private final Progress progress;
    private final ChildJvm jvm;
    private final Path directory;
    private final Broker broker;
    private final Topics topics;
    private final double roundsPerMicro = TaskRunner.calibrate();
    private final JsonMapper json = new JsonMapper();

    /** Starts a broker, unless the settings name one. */
    public Session(Settings settings, Progress progress) throws IOException {
        this.settings = settings;
        this.progress = progress;
        this.jvm = new ChildJvm(settings.jvmOptions());
        this.directory = Files.createTempDirectory("headgate-bench");
        if (settings.bootstrapServers().isEmpty()) {
            progress.says("starting a broker");
        }
        this.broker = settings.bootstrapServers().map(Broker::at).orElseGet(Broker::start);
        this.topics = new Topics(broker.bootstrapServers());
    }

    /** The JVM options of all systems' processes. */
    public static List<String> jvmOptions(Settings settings) {
        List<String> all = new ArrayList<>(ChildJvm.OPTIONS);
        all.addAll(settings.jvmOptions());
        return all;
    }

    /**
     * Gets the cells that are done and all their runs whenever another one is, so that a session which is cut short has not
     * gone for nothing.
     */
    @FunctionalInterface
    public interface AfterCell {
        void accept(List<Cell> done, List<Run> runs) throws IOException;
    }

    /** Runs the cells. A run that fails is noted, and the others go on. */
    public List<Run> run(List<Cell> cells, AfterCell afterCell) throws IOException, InterruptedException {
        List<Run> runs = new ArrayList<>();
        int all = settings.repeats()
                * cells.stream().mapToInt(cell -> cell.entrants().size()).sum();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            prepare(cell);
            for (int repeat = 1; repeat <= settings.repeats(); repeat++) {
                for (Entrant entrant : order(cell.entrants(), repeat)) {
                    Run run = run(cell, entrant, repeat);
                    runs.add(run);
                    progress.ran(run, runs.size(), all);
                }
            }
            afterCell.accept(cells.subList(0, i + 1), List.copyOf(runs));
            forget(cell, cells.subList(i + 1, cells.size()));
        }
        return runs;
    }

    private void prepare(Cell cell) throws IOException, InterruptedException {
        if (cell.rate().isEmpty() && !topics.isWritten(cell.content())) {
            progress.says("writing %,d records for %s".formatted(cell.content().records(), cell.name()));
            topics.write(cell.content());
        }
    }

    /** All topics together may not fit into the memory beside the broker, and a disk would be measured then. */
    private void forget(Cell cell, List<Cell> later) throws IOException, InterruptedException {
        String topic = cell.content().topic();
        boolean isNeeded =
                later.stream().anyMatch(other -> other.content().topic().equals(topic));
        if (settings.bootstrapServers().isEmpty() && cell.rate().isEmpty() && !isNeeded) {
            topics.drop(topic);
        }
    }

    /** Each round begins with another one, so that none always follows the same neighbour. */
    private static List<Entrant> order(List<Entrant> entrants, int round) {
        List<Entrant> order = new ArrayList<>(entrants);
        Collections.rotate(order, 1 - round);
        return order;
    }

    private Run run(Cell cell, Entrant entrant, int repeat) throws InterruptedException {
        try {
            return Run.of(cell.name(), entrant.toString(), repeat, result(cell, entrant));
        } catch (IOException e) {
            return Run.failed(cell.name(), entrant.toString(), repeat, String.valueOf(e.getMessage()));
        }
    }

    private RunResult result(Cell cell, Entrant entrant) throws IOException, InterruptedException {
        String group = "bench-" + UUID.randomUUID();
        if (cell.mode() == RunSpec.Mode.STUCK) {
            runOne(cell, spec(cell, entrant, group, RunSpec.Mode.STUCK));
            return runOne(cell, spec(cell, entrant, group, RunSpec.Mode.RESTART));
        }
        if (cell.rate().isPresent()) {
            return underLoad(cell, spec(cell, entrant, group, cell.mode()));
        }
        return cell.producing()
                ? producing(cell, spec(cell, entrant, group, cell.mode()))
                : runOne(cell, spec(cell, entrant, group, cell.mode()));
    }

    private RunResult producing(Cell cell, RunSpec spec) throws IOException, InterruptedException {
        String output = topics.createEmpty(cell.content().partitions());
        try {
            return runOne(cell, spec.with(setup -> setup.withOutput(output)));
        } finally {
            topics.drop(output);
        }
    }

    private RunResult underLoad(Cell cell, RunSpec spec) throws IOException, InterruptedException {
        String topic = topics.createEmpty(cell.content().partitions());
        Process load = load(cell, topic);
        try {
            return runOne(cell, spec.with(setup -> setup.withTopic(topic)));
        } finally {
            load.destroyForcibly();
            topics.drop(topic);
        }
    }

    private Process load(Cell cell, String topic) throws IOException {
        List<String> arguments = List.of(
                broker.bootstrapServers(),
                topic,
                Integer.toString(cell.content().partitions()),
                Integer.toString(cell.content().valueBytes()),
                Double.toString(cell.rate().orElseThrow()));
        return jvm.start(LoadMain.class, arguments, directory.resolve("load.log"));
    }

    private RunResult runOne(Cell cell, RunSpec spec) throws IOException, InterruptedException {
        Path in = directory.resolve("spec.json");
        Path out = directory.resolve("result.json");
        Files.deleteIfExists(out);
        Files.writeString(in, json.writeValueAsString(spec));
        Duration limit = LIMIT.plus(spec.longestWarmUp());
        jvm.with(cell.needs().jvmOptions())
                .run(RunMain.class, List.of(in.toString(), out.toString()), directory.resolve("run.log"), limit);
        return json.readValue(Files.readString(out), RunResult.class);
    }

    private RunSpec spec(Cell cell, Entrant entrant, String group, RunSpec.Mode mode) {
        // What the others add to is the wait for the broker alone.
        boolean isBaseLine = cell.mode() == RunSpec.Mode.LATENCY && entrant.system() == SystemName.BARE;
        return new RunSpec(
                mode,
                entrant.system(),
                setup(cell, entrant, group),
                cell.content(),
                isBaseLine ? Task.NOTHING : cell.handling().task(),
                roundsPerMicro,
                Math.toIntExact(warmUp(cell).toMillis()),
                Math.toIntExact(measured(cell).toMillis()));
    }

    private SystemSetup setup(Cell cell, Entrant entrant, String group) {
        return new SystemSetup(
                broker.bootstrapServers(),
                cell.content().topic(),
                cell.content().partitions(),
                group,
                entrant.ordering(),
                cell.handling().workers(),
                cell.handling().queueRecords(),
                cell.handling().batch(),
                Optional.empty(),
                CLIENT);
    }

    /** At a few thousand records a second the compiler needs longer to see what is hot, and competes with it until then. */
    private Duration warmUp(Cell cell) {
        return cell.mode() == RunSpec.Mode.LATENCY
                ? settings.warmUp().multipliedBy(LATENCY_WARM_UPS)
                : settings.warmUp();
    }

    private Duration measured(Cell cell) {
        return Collections.max(List.of(settings.measure(), cell.needs().leastMeasured()));
    }

    @Override
    public void close() {
        topics.close();
        broker.close();
        for (String file : List.of("spec.json", "result.json", "run.log", "load.log", "")) {
            try {
                Files.deleteIfExists(directory.resolve(file));
            } catch (IOException _) {
                return; // it is in the system's folder for such things
            }
        }
    }
}
