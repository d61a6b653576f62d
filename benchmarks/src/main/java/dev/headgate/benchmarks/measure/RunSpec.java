package dev.headgate.benchmarks.measure;

import dev.headgate.benchmarks.system.SystemName;
import dev.headgate.benchmarks.system.SystemSetup;
import dev.headgate.benchmarks.work.Content;
import dev.headgate.benchmarks.work.Task;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * One run of one system in a process of its own: what a parent process asks of it.
 *
 * @param mode what is to be found out
 * @param system who runs
 * @param setup what it is to do
 * @param content what the topic holds
 * @param task what the handler does
 * @param roundsPerMicro how much computing makes a µs
 * @param warmUpMillis how long the run goes at least before it is measured; see {@link WarmUp}
 * @param measureMillis how long it is measured; the last records end it sooner
 */
public record RunSpec(
        Mode mode,
        SystemName system,
        SystemSetup setup,
        Content content,
        Task task,
        double roundsPerMicro,
        int warmUpMillis,
        int measureMillis) {

    /** What is to be found out. */
    public enum Mode {
        /** How many records per second, and what each one costs. */
        THROUGHPUT,
        /** How long a record takes from when it was due to be sent until its handler starts. */
        LATENCY,
        /** Nothing yet: the first record of all is stuck, all others are done, and then the process is cut off. */
        STUCK,
        /** How many records are handled after such an end. */
        RESTART
    }

    /** How long the run can go before it is measured. */
    public Duration longestWarmUp() {
        return Duration.ofMillis(WarmUp.longestMillis(warmUpMillis));
    }

    /** The same with another setup. */
    public RunSpec with(UnaryOperator<SystemSetup> change) {
        return new RunSpec(
                mode, system, change.apply(setup), content, task, roundsPerMicro, warmUpMillis, measureMillis);
    }
}
