package dev.headgate.benchmarks.report;

import dev.headgate.benchmarks.cell.Cell;
import dev.headgate.benchmarks.session.Run;
import dev.headgate.benchmarks.system.SystemName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the runs in one cell showed.
 *
 * @param cell the workload
 * @param rows a row for each system, as in the cell
 */
public record CellReport(Cell cell, List<Row> rows) {
    static CellReport of(Cell cell, List<Run> runs) {
        List<Run> mine =
                runs.stream().filter(run -> run.cell().equals(cell.name())).toList();
        return new CellReport(
                cell,
                cell.entrants().stream().map(entrant -> Row.of(entrant, mine)).toList());
    }

    /** The peer with the most records per second, whatever order it keeps. */
    public Optional<Row> bestPeer() {
        return rows.stream()
                .filter(row -> row.isMeasured() && row.entrant().system().isPeer())
                .max(Comparator.comparingDouble(Row::perSecond));
    }

    /** What could be reached, in records per second: by arithmetic where workers wait, else by the bare poll loop. */
    public OptionalDouble limit() {
        OptionalDouble bare =
                row(SystemName.BARE).stream().mapToDouble(Row::perSecond).findFirst();
        return cell.limit().isPresent() ? cell.limit() : bare;
    }

    /** The first row of a system that was measured. */
    public Optional<Row> row(SystemName system) {
        return rows.stream()
                .filter(row -> row.isMeasured() && row.entrant().system() == system)
                .findFirst();
    }
}
