package dev.headgate.benchmarks.jmh;

import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.offset.PartitionOffsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A record's way through the acked window: admitted, and acknowledged out of order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PartitionOffsetsBenchmark {
    private static final int RECORDS = 10_000;
    private static final Object ITEM = new Object();

    /** How many records are in flight when the first is acknowledged. */
    @Param({"100", "10000"})
    int window;

    private PartitionOffsets<Object> offsets = newOffsets();
    private long next;
    private long[] slots = new long[0];
    private int[] order = new int[0];

    private static PartitionOffsets<Object> newOffsets() {
        return new PartitionOffsets<>(new SourcePartition(new TopicPartition("t", 0), 1));
    }

    /** Draws the order of the acknowledgements within a window. */
    @Setup(Level.Trial)
    public void draw() {
        slots = new long[window];
        order = new int[window];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < window; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }

    /** A window full of records in, and out in random order, until the given number has passed. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long admitAndAcknowledge() {
        for (int done = 0; done < RECORDS; done += window) {
            for (int i = 0; i < window; i++) {
                slots[i] = offsets.admit(next++, ITEM);
            }
            for (int i = 0; i < window; i++) {
                offsets.acknowledge(slots[order[i]]);
            }
        }
        return offsets.acknowledged().orElse(0);
    }
}
