package dev.headgate.benchmarks.cell;

import static dev.headgate.benchmarks.cell.CellBuilder.cell;
import static dev.headgate.benchmarks.system.SystemName.BARE;
import static dev.headgate.benchmarks.system.SystemName.HANDLERS;
import static dev.headgate.benchmarks.system.SystemName.HANDLERS_PLATFORM;
import static dev.headgate.benchmarks.system.SystemName.HEADGATE;
import static dev.headgate.benchmarks.system.SystemName.HEADGATE_ASYNC;
import static dev.headgate.benchmarks.system.SystemName.HEADGATE_PLATFORM;
import static dev.headgate.benchmarks.system.SystemName.NAIVE;
import static dev.headgate.benchmarks.system.SystemName.PARALLEL_CONSUMER;
import static dev.headgate.benchmarks.system.SystemName.SHARE;
import static dev.headgate.benchmarks.system.SystemName.SPRING;
import static dev.headgate.benchmarks.system.SystemName.SPRING_ASYNC;
import static dev.headgate.benchmarks.system.SystemName.STREAMS;
import static dev.headgate.benchmarks.system.SystemName.THREADS;

import dev.headgate.benchmarks.measure.RunSpec;
import dev.headgate.benchmarks.work.KeyShape;
import dev.headgate.benchmarks.work.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All cells there are. */
public final class Catalogue {
    private static final Task ONE_MS = Task.sleep(1_000);
    private static final Task TEN_MS = Task.sleep(10_000);
    private static final double TWO_SECONDS = 2e6;

    /**
     * With 100,000 at once half of a GiB is alive, and in a heap of one the collector's work would be measured. In one of
     * four it collects every ten seconds or so, which has to be in what is measured.
     */
    private static final Cell.Needs ROOM = new Cell.Needs(List.of("-Xms4g", "-Xmx4g"), Duration.ofSeconds(30));

    private Catalogue() {}

    /** All cells, in the order of the report. */
    public static List<Cell> cells() {
        List<CellBuilder> cells = new ArrayList<>();
        cells.addAll(withoutWaiting());
        cells.addAll(blocking());
        cells.addAll(skewed());
        cells.addAll(sizes());
        cells.addAll(endToEnd());
        cells.addAll(latencies());
        cells.addAll(growth());
        return cells.stream().map(CellBuilder::build).toList();
    }

    private static List<CellBuilder> withoutWaiting() {
        return List.of(
                cell("noop", "the handler does nothing")
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .unordered(HEADGATE, PARALLEL_CONSUMER, SPRING_ASYNC, SHARE, NAIVE)
                        .partition(HEADGATE, PARALLEL_CONSUMER, SPRING, STREAMS, BARE),
                cell("cpu-20us", "the handler computes for 20 µs")
                        .task(Task.cpu(20), 4)
                        .records(1_000_000)
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .partition(SPRING, STREAMS, BARE)
                        .unordered(NAIVE, SHARE),
                cell("batch-100", "the handler does nothing, with up to 100 records a call")
                        .batch(100)
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .partition(SPRING, BARE));
    }

    private static List<CellBuilder> blocking() {
        List<CellBuilder> cells = new ArrayList<>();
        cells.add(cell("1ms-x12-partition", "1 ms, 12 workers, order of the partition")
                .task(ONE_MS, 12)
                .records(400_000)
                .partition(HEADGATE, HEADGATE_PLATFORM, PARALLEL_CONSUMER, SPRING, STREAMS)
                .unordered(THREADS, HANDLERS, HANDLERS_PLATFORM));
        for (int workers : new int[] {12, 100, 1_000, 10_000}) {
            cells.add(blocking("1ms", ONE_MS, workers));
        }
        for (int workers : new int[] {12, 100, 1_000, 2_000, 10_000}) {
            cells.add(blocking("10ms", TEN_MS, workers));
        }
        cells.add(cell("tail", "10 ms, but one in a thousand takes 2 s; 1,000 workers")
                .task(TEN_MS.withSlow(0.001, TWO_SECONDS), 1_000)
                .key(HEADGATE, PARALLEL_CONSUMER)
                .unordered(HEADGATE, SHARE, NAIVE, THREADS));
        return cells;
    }

    private static CellBuilder blocking(String time, Task task, int workers) {
        CellBuilder cell = cell(time + "-x" + workers, "%s, %,d workers".formatted(time.replace("ms", " ms"), workers))
                .task(task, workers)
                .key(HEADGATE, PARALLEL_CONSUMER)
                .unordered(SPRING_ASYNC, SHARE, NAIVE, THREADS, HANDLERS);
        return workers <= 12 ? cell.unordered(HANDLERS_PLATFORM).partition(SPRING, STREAMS) : cell;
    }

    private static List<CellBuilder> skewed() {
        return List.of(
                cell("noop-zipf", "nothing, zipf keys").keys(KeyShape.ZIPF).key(HEADGATE, PARALLEL_CONSUMER),
                cell("noop-null", "nothing, no keys").keys(KeyShape.NONE).key(HEADGATE, PARALLEL_CONSUMER),
                cell("noop-one-key", "nothing, one key").keys(KeyShape.SINGLE).key(HEADGATE, PARALLEL_CONSUMER, BARE),
                cell("noop-distinct", "nothing, a key for each record")
                        .keys(KeyShape.DISTINCT)
                        .key(HEADGATE, PARALLEL_CONSUMER),
                cell("1ms-zipf", "1 ms, zipf keys, 100 workers")
                        .task(ONE_MS, 100)
                        .records(1_000_000)
                        .keys(KeyShape.ZIPF)
                        .key(HEADGATE, PARALLEL_CONSUMER),
                cell("1ms-hot", "1 ms, half of the records have one key, 100 workers")
                        .task(ONE_MS, 100)
                        .records(6_000_000)
                        .keys(KeyShape.HOT)
                        .key(HEADGATE, PARALLEL_CONSUMER),
                cell("1ms-one-key", "1 ms, one key, 100 workers")
                        .task(ONE_MS, 100)
                        .records(100_000)
                        .keys(KeyShape.SINGLE)
                        .key(HEADGATE, PARALLEL_CONSUMER));
    }

    private static List<CellBuilder> sizes() {
        return List.of(
                cell("noop-1kb", "nothing, values of 1 kB")
                        .valueBytes(1_000)
                        .records(2_000_000)
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .partition(SPRING, STREAMS, BARE),
                cell("noop-100kb", "nothing, values of 100 kB")
                        .valueBytes(100_000)
                        .records(40_000)
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .partition(SPRING, STREAMS, BARE));
    }

    private static List<CellBuilder> endToEnd() {
        return List.of(
                cell("sink", "consume, pass on to an output topic, commit")
                        .producing()
                        .records(24_000_000)
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .partition(SPRING, STREAMS, BARE),
                cell("restart", "50,000 done behind one that is stuck, killed, started again")
                        .mode(RunSpec.Mode.STUCK)
                        .task(Task.NOTHING, 100)
                        .partitions(1)
                        .records(50_001)
                        .keys(KeyShape.DISTINCT)
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .unordered(SHARE));
    }

    private static List<CellBuilder> latencies() {
        return List.of(
                cell("latency-10ms", "10 ms, 100 workers, at half of what they can do: 5,000/s")
                        .task(TEN_MS, 100)
                        .rate(5_000)
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .unordered(SPRING_ASYNC, SHARE, NAIVE)
                        .partition(BARE),
                cell("latency-1ms", "1 ms, 100 workers, at 20,000/s")
                        .task(ONE_MS, 100)
                        .rate(20_000)
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .unordered(SPRING_ASYNC, SHARE, NAIVE)
                        .partition(BARE),
                cell("latency-noop", "nothing, at 20,000/s")
                        .rate(20_000)
                        .key(HEADGATE, PARALLEL_CONSUMER)
                        .partition(SPRING, STREAMS, BARE));
    }

    private static List<CellBuilder> growth() {
        List<CellBuilder> cells = new ArrayList<>();
        for (int partitions : new int[] {1, 12, 100, 1_000}) {
            cells.add(cell("partitions-" + partitions, "nothing, %,d partitions".formatted(partitions))
                    .partitions(partitions)
                    .key(HEADGATE)
                    .partition(BARE));
        }
        // The same 50,000 records a second, with more and more of them under way.
        for (int inFlight : new int[] {100, 1_000, 10_000, 100_000}) {
            cells.add(cell("in-flight-" + inFlight, "%,d at once, 50,000/s, heap of 4 GiB".formatted(inFlight))
                    .needs(ROOM)
                    .task(Task.sleep(inFlight / 50_000.0 * 1e6), inFlight)
                    .keys(KeyShape.DISTINCT)
                    .key(HEADGATE, HEADGATE_ASYNC)
                    .unordered(THREADS));
        }
        return cells;
    }
}
