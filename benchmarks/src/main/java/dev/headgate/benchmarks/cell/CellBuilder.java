package dev.headgate.benchmarks.cell;

import dev.headgate.api.Ordering;
import dev.headgate.benchmarks.measure.RunSpec;
import dev.headgate.benchmarks.system.SystemName;
import dev.headgate.benchmarks.work.Content;
import dev.headgate.benchmarks.work.Handling;
import dev.headgate.benchmarks.work.KeyShape;
import dev.headgate.benchmarks.work.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Puts a cell together. Unless said otherwise: 12 partitions, 10,000 keys, 100 bytes, 100 workers. */
final class CellBuilder {
    private static final int FAST_RECORDS = 48_000_000;
    private static final int SLOW_RECORDS = 3_000_000;
    private static final int LEAST_QUEUE = 10_000;

    private final String name;
    private final String title;
    private final List<Entrant> entrants = new ArrayList<>();
    private RunSpec.Mode mode = RunSpec.Mode.THROUGHPUT;
    private Content content = new Content(KeyShape.UNIFORM, 12, FAST_RECORDS, 100);
    private Task task = Task.NOTHING;
    private int workers = 100;
    private int batch = 1;
    private boolean producing;
    private OptionalDouble rate = OptionalDouble.empty();
    private Cell.Needs needs = Cell.Needs.USUAL;

    private CellBuilder(String name, String title) {
        this.name = name;
        this.title = title;
    }

    static CellBuilder cell(String name, String title) {
        return new CellBuilder(name, title);
    }

    CellBuilder mode(RunSpec.Mode value) {
        mode = value;
        return this;
    }

    /** The handler, and how many at once. One that takes time is done with a shorter topic. */
    CellBuilder task(Task value, int most) {
        task = value;
        workers = most;
        return value.kind() == Task.Kind.NOTHING ? this : records(SLOW_RECORDS);
    }

    CellBuilder keys(KeyShape shape) {
        content = content.withKeys(shape);
        return this;
    }

    CellBuilder partitions(int count) {
        content = content.withPartitions(count);
        return this;
    }

    CellBuilder records(int count) {
        content = content.withRecords(count);
        return this;
    }

    CellBuilder valueBytes(int bytes) {
        content = content.withValueBytes(bytes);
        return this;
    }

    CellBuilder batch(int most) {
        batch = most;
        return this;
    }

    CellBuilder producing() {
        producing = true;
        return this;
    }

    CellBuilder rate(double perSecond) {
        rate = OptionalDouble.of(perSecond);
        mode = RunSpec.Mode.LATENCY;
        return this;
    }

    CellBuilder needs(Cell.Needs value) {
        needs = value;
        return this;
    }

    CellBuilder key(SystemName... systems) {
        return add(Ordering.KEY, systems);
    }

    CellBuilder partition(SystemName... systems) {
        return add(Ordering.PARTITION, systems);
    }

    CellBuilder unordered(SystemName... systems) {
        return add(Ordering.UNORDERED, systems);
    }

    private CellBuilder add(Ordering ordering, SystemName... systems) {
        for (SystemName system : systems) {
            entrants.add(new Entrant(system, ordering));
        }
        return this;
    }

    Cell build() {
        // Enough waiting behind the workers that none of them runs dry between two polls.
        int queue = Math.max(LEAST_QUEUE, 4 * workers);
        Handling handling = new Handling(task, workers, queue, batch);
        return new Cell(name, title, mode, content, handling, producing, rate, needs, List.copyOf(entrants));
    }
}
