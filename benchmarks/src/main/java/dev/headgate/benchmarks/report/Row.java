package dev.headgate.benchmarks.report;

import dev.headgate.benchmarks.cell.Entrant;
import dev.headgate.benchmarks.measure.RunResult;
import dev.headgate.benchmarks.session.Run;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the runs of one system in one cell showed.
 *
 * @param entrant the system and its order
 * @param results the runs that ended well
 * @param failures why the others didn't
 */
public record Row(Entrant entrant, List<RunResult> results, List<String> failures) {
    static Row of(Entrant entrant, List<Run> runs) {
        List<Run> mine = runs.stream()
                .filter(run -> run.entrant().equals(entrant.toString()))
                .toList();
        return new Row(
                entrant,
                mine.stream().flatMap(run -> run.result().stream()).toList(),
                mine.stream().map(Run::failure).filter(text -> !text.isEmpty()).toList());
    }

    /** Whether there is anything to show. */
    public boolean isMeasured() {
        return !results.isEmpty();
    }

    /** A figure over the runs that ended well, of which there must be one. */
    public Spread spread(ToDoubleFunction<RunResult> figure) {
        return Spread.of(results.stream().mapToDouble(figure));
    }

    /** Records per second; 0 if nothing was measured. */
    public double perSecond() {
        return isMeasured() ? spread(RunResult::perSecond).median() : 0;
    }

    /** The 99th percentile of the latency, in µs; 0 if nothing was measured. */
    public double p99() {
        return isMeasured()
                ? spread(result -> result.latency().map(RunResult.Latency::p99).orElse(0.0))
                        .median()
                : 0;
    }

    long orderViolations() {
        return results.stream().mapToLong(RunResult::orderViolations).sum();
    }
}
