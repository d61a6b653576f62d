package dev.headgate.benchmarks.cell;

import dev.headgate.benchmarks.measure.RunSpec;
import dev.headgate.benchmarks.work.Content;
import dev.headgate.benchmarks.work.Handling;
import dev.headgate.benchmarks.work.Task;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * One workload, and who runs it.
 *
 * @param name what the command line calls it
 * @param title what it is, in a line
 * @param mode what is found out
 * @param content what the topic holds
 * @param handling what is done with the records
 * @param producing whether results go to an output topic
 * @param rate records per second that are written while it runs; empty where the topic is written before
 * @param needs what its processes need
 * @param entrants who runs it
 */
public record Cell(
        String name,
        String title,
        RunSpec.Mode mode,
        Content content,
        Handling handling,
        boolean producing,
        OptionalDouble rate,
        Needs needs,
        List<Entrant> entrants) {

    /**
     * What the process of each of those who run it needs.
     *
     * @param jvmOptions options of the JVM, above those that every process has
     * @param leastMeasured the least time over which it is measured, however short the session's is
     */
    public record Needs(List<String> jvmOptions, Duration leastMeasured) {
        /** What all cells have that say nothing else. */
        public static final Needs USUAL = new Needs(List.of(), Duration.ZERO);
    }

    /** The most that these workers can do if nothing else takes time, in records per second; empty if they needn't wait. */
    public OptionalDouble limit() {
        Task task = handling.task();
        return task.kind() == Task.Kind.SLEEP
                ? OptionalDouble.of(handling.workers() / task.meanSeconds())
                : OptionalDouble.empty();
    }

    /** The same with another bound on the records in flight. */
    public Cell withQueue(int records) {
        return new Cell(name, title, mode, content, handling.withQueue(records), producing, rate, needs, entrants);
    }

    /** The same for some of those who run it. */
    public Cell withEntrants(Predicate<Entrant> chosen) {
        List<Entrant> some = entrants.stream().filter(chosen).toList();
        return new Cell(name, title, mode, content, handling, producing, rate, needs, some);
    }
}
