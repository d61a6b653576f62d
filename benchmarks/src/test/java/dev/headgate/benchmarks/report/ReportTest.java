package dev.headgate.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.benchmarks.cell.Catalogue;
import dev.headgate.benchmarks.cell.Cell;
import dev.headgate.benchmarks.cell.Entrant;
import dev.headgate.benchmarks.measure.RunResult;
import dev.headgate.benchmarks.session.Run;
import dev.headgate.benchmarks.system.SystemName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReportTest {
    private static final Cell NOOP = cell("noop");

    @TempDir
    private Path directory = Path.of(".");

    private static Cell cell(String name) {
        return Catalogue.cells().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Run run(Cell cell, Entrant entrant, int repeat, long perSecond) {
        RunResult result = new RunResult(perSecond, 1, perSecond, perSecond * 100.0, 1, 2, 0, Optional.empty());
        return new Run(cell.name(), entrant.toString(), repeat, Optional.of(result), "");
    }

    private String markdown(List<Run> runs, List<Cell> cells) throws Exception {
        new Report("./headgate bench", Instant.EPOCH, Duration.ofMinutes(3), Machine.here(), List.of("-Xmx1g"), runs)
                .write(directory, cells);
        return Files.readString(directory.resolve("results.md"));
    }

    @Test
    void gives_medians_with_their_spread_and_ratios_to_the_best_peer_and_the_limit() throws Exception {
        List<Run> runs = new ArrayList<>();
        for (Entrant entrant : NOOP.entrants()) {
            long base = entrant.system() == SystemName.HEADGATE ? 300 : entrant.system() == SystemName.BARE ? 600 : 100;
            for (int repeat = 1; repeat <= 3; repeat++) {
                runs.add(run(NOOP, entrant, repeat, base * repeat));
            }
        }
        String text = markdown(runs, List.of(NOOP));
        assertThat(text)
                .contains("| **headgate key** | 600 | 300–900 | 1.00 | 100 | 0 | 0 | 3.00 | 50.00 % |")
                .contains("| parallel-consumer key | 200 | 100–300 | 1.00 | 100 | 0 | 0 |  | 16.67 % |")
                .contains("| bare (a limit) | 1,200 |");
        assertThat(directory.resolve("noop-throughput.svg")).isNotEmptyFile();
        assertThat(directory.resolve("noop-throughput.png")).isNotEmptyFile();
        assertThat(directory.resolve("results.json")).content().contains("\"records\" : 300");
    }

    @Test
    void says_why_a_system_has_no_figure_and_that_one_broke_the_order() throws Exception {
        Entrant broken = NOOP.entrants().get(0);
        Entrant failed = NOOP.entrants().get(1);
        RunResult bad = new RunResult(5, 1, 5, 5, 1, 2, 7, Optional.empty());
        String text = markdown(
                List.of(
                        new Run("noop", broken.toString(), 1, Optional.of(bad), ""),
                        new Run("noop", failed.toString(), 1, Optional.empty(), "no record within 60 s")),
                List.of(NOOP));
        assertThat(text)
                .contains("**" + broken + "** **order broken 7 times**")
                .contains("| " + failed + " | no record within 60 s |");
    }

    @Test
    void what_is_ours_with_other_settings_is_no_peer_and_neither_is_a_limit() throws Exception {
        Cell cell = cell("1ms-x12-partition");
        List<Run> runs = new ArrayList<>();
        for (Entrant entrant : cell.entrants()) {
            int perSecond = switch (entrant.system()) {
                case HEADGATE -> 9_000;
                case HEADGATE_PLATFORM, HANDLERS_PLATFORM -> 12_000;
                case SPRING -> 10_000;
                default -> 1_000;
            };
            runs.add(run(cell, entrant, 1, perSecond));
        }
        assertThat(markdown(runs, List.of(cell)))
                .containsPattern("\\*\\*headgate partition\\*\\* \\|.* 0\\.90 \\| 75\\.00 % \\|")
                .containsPattern("\\*\\*headgate-platform partition\\*\\* \\|.* 1\\.20 \\| 100\\.00 % \\|")
                .containsPattern("spring partition \\|.* \\|  \\| 83\\.33 % \\|")
                .contains("| handlers-platform (a limit) | 12,000 |");
    }

    @Test
    void every_cell_has_a_name_of_its_own_and_somebody_who_runs_it() {
        List<Cell> cells = Catalogue.cells();
        assertThat(cells).extracting(Cell::name).doesNotHaveDuplicates();
        assertThat(cells)
                .allSatisfy(cell -> assertThat(cell.entrants())
                        .extracting(Entrant::toString)
                        .doesNotHaveDuplicates());
        assertThat(cells)
                .allSatisfy(cell ->
                        assertThat(cell.entrants()).extracting(Entrant::system).contains(SystemName.HEADGATE));
    }
}
