package dev.headgate.audit.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where this instance keeps its state, and how it is known to others. */
final class AuditInstanceOptions {
    @Option(
            names = "--application-id",
            paramLabel = "ID",
            description = "Instances with the same one share the work, and a restart goes on where the last one was."
                    + " Default: with --follow one made from the topics, else a new one, deleted at the end.")
    private Optional<String> applicationId = Optional.empty();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where state is kept, for each instance its own. Default: a temporary directory.")
    private Optional<Path> stateDirectory = Optional.empty();

    @Option(names = "--in-memory", description = "Keeps state in memory; a restart reads it back from Kafka.")
    private boolean inMemory;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Stream threads. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--standby-replicas",
            paramLabel = "N",
            defaultValue = "0",
            description = "Copies of the state on other instances, which then take over at once. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int standbys;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "localhost",
            description = "Where this instance listens, as the others reach it. Default: ${DEFAULT-VALUE}.")
    private String host = "localhost";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The port there, for /metrics, /verdict, /examples and /record. Default: any free one.")
    private int port;

    Optional<String> applicationId() {
        return applicationId;
    }

    Optional<Path> stateDirectory() {
        return stateDirectory;
    }

    boolean inMemory() {
        return inMemory;
    }

    int threads() {
        return threads;
    }

    int standbys() {
        return standbys;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }
}
