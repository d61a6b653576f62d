package dev.headgate.benchmarks.jmh;

import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobQueue;
import dev.headgate.internal.dispatch.Lane;
import dev.headgate.internal.dispatch.Lanes;
import dev.headgate.state.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
import org.openjdk.jmh.infra.Blackhole;

/** All that the engine does with a record beside polling it and calling the handler, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HandOverBenchmark {
    private static final int RECORDS = 500;
    private static final int KEYS = 10_000;

    /** Which records wait for one another. */
    @Param({"UNORDERED", "KEY", "PARTITION"})
    Ordering ordering = Ordering.KEY;

    private final SourcePartition source = new SourcePartition(new TopicPartition("t", 0), 1);
    private final JobQueue queue = new JobQueue(RECORDS);
    private final CompletionQueue completions = new CompletionQueue(RECORDS);
    private final ConsumerRecord<byte[], byte[]>[] records = records();
    private Lanes lanes = new Lanes(Ordering.KEY);

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ConsumerRecord<byte[], byte[]>[] records() {
        ConsumerRecord<byte[], byte[]>[] records = new ConsumerRecord[RECORDS];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < RECORDS; i++) {
            byte[] key = ("key-" + random.nextInt(KEYS)).getBytes(StandardCharsets.US_ASCII);
            records[i] = new ConsumerRecord<>("t", 0, i, key, new byte[100]);
        }
        return records;
    }

    /** Makes the lanes of the order. */
    @Setup(Level.Trial)
    public void makeLanes() {
        lanes = new Lanes(ordering);
    }

    /** A poll's records into their lanes and the queue, through a worker that does nothing, and back. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void handOver(Blackhole blackhole) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Job job = new Job(record, source, lanes.laneOf(source, record), 100, 1);
            if (lanes.append(job)) {
                queue.offer(job);
            }
        }
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            for (Job next = job; next != null; ) {
                next.start();
                blackhole.consume(next);
                Job ended = next;
                next = Lane.release(ended);
                completions.complete(ended, Outcome.Plain.ACKED, 1);
            }
        }
        completions.drain(lanes::ended);
    }
}
