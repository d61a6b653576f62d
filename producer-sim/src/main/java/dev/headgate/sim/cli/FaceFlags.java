package dev.headgate.sim.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options about what people and programs see of a run. */
final class FaceFlags {

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            description = "Takes options from a scenario; those on the command line go before them.")
    private Optional<String> scenario = Optional.empty();

    @Option(names = "--list-scenarios", description = "Explains the built-in scenarios and ends.")
    private boolean listScenarios;

    @Option(names = "--dry-run", description = "Shows the plan and a plot of the profile, and sends nothing.")
    private boolean dryRun;

    @Option(
            names = "--tui",
            description = "A full-screen view instead of the live line; + and - change the rate, q ends.")
    private boolean tui;

    @Option(
            names = "--json",
            description = "One line of JSON on standard output each second, and one with the report at the end.")
    private boolean json;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Serves /metrics for Prometheus, /state, and PUT /rate; 0 for any free port.")
    private Optional<Integer> httpPort = Optional.empty();

    @Option(names = "--http-host", paramLabel = "HOST", description = "Where to serve it. Default: localhost.")
    private String httpHost = "localhost";

    @Option(names = "--report", paramLabel = "FILE", description = "Writes a report with plots, as one HTML file.")
    private Optional<Path> report = Optional.empty();

    @Option(
            names = "--drain-group",
            paramLabel = "GROUP",
            description =
                    "After the backlog, and while the load runs, measures how this consumer group drains the topic.")
    private Optional<String> drainGroup = Optional.empty();

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            description = "How long to wait for the group after the last record. Default: 10m.")
    private String drainTimeout = "10m";

    Optional<String> scenario() {
        return scenario;
    }

    boolean listsScenarios() {
        return listScenarios;
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean hasTui() {
        return tui;
    }

    boolean isJson() {
        return json;
    }

    Optional<Integer> httpPort() {
        return httpPort;
    }

    String httpHost() {
        return httpHost;
    }

    Optional<Path> report() {
        return report;
    }

    Optional<String> drainGroup() {
        return drainGroup;
    }

    Duration drainTimeout() {
        return LoadFlags.time("--drain-timeout", drainTimeout);
    }
}
