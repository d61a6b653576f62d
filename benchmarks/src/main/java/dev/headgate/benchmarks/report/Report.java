package dev.headgate.benchmarks.report;

import dev.headgate.benchmarks.cell.Cell;
import dev.headgate.benchmarks.session.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A session's figures.
 *
 * @param command what was typed
 * @param started when it began
 * @param took how long it took
 * @param machine where it ran
 * @param jvmOptions options of the processes of all systems
 * @param runs all runs, in their order
 */
public record Report(
        String command, Instant started, Duration took, Machine machine, List<String> jvmOptions, List<Run> runs) {

    /** Writes results.json, results.md and the charts into a directory. */
    public void write(Path directory, List<Cell> cells) throws IOException {
        Files.createDirectories(directory);
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(directory.resolve("results.json"), json.writeValueAsString(this) + "\n");
        List<CellReport> reports =
                cells.stream().map(cell -> CellReport.of(cell, runs)).toList();
        List<String> charts = new Charts(directory).write(reports);
        Files.writeString(directory.resolve("results.md"), new Markdown(this, reports, charts).text());
    }
}
