package dev.headgate.sim.cli;

import dev.headgate.sim.SimOptionsBuilder;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options about what is stamped and measured. */
final class TruthFlags {

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The same seed and options give the same records, byte for byte. Default: 0.")
    private long seed;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description =
                    "Stamped on each record; refused if the end of the topic has it already. Default: a new one, from"
                            + " date and time.")
    private Optional<String> runId = Optional.empty();

    @Option(
            names = "--producer-id",
            paramLabel = "ID",
            description = "Stamped on each record; with --producers the first of them. Default: p1.")
    private String producerId = "p1";

    @Option(
            names = "--hdr-log",
            paramLabel = "FILE",
            description =
                    "Writes latencies to this file as an HdrHistogram log (.hlog), in nanoseconds: tag corrected for"
                            + " those from the intended send time, tag uncorrected for those from the actual send.")
    private Optional<Path> hdrLog = Optional.empty();

    void apply(SimOptionsBuilder options) {
        options.seed(seed).producerId(producerId);
        runId.ifPresent(options::runId);
    }

    /** Whether the run id is the user's own, who may have used it before. */
    boolean hasOwnRunId() {
        return runId.isPresent();
    }

    Optional<Path> hdrLog() {
        return hdrLog;
    }
}
