package dev.headgate.regressions;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobProcessor;
import dev.headgate.internal.dispatch.JobState;
import dev.headgate.internal.flow.PauseController;
import dev.headgate.internal.offset.OffsetMapWriter;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.internal.offset.PartitionOffsets;
import dev.headgate.state.EngineState;
import dev.headgate.state.PauseReason;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the bugs of {@link RegressionBug} do in place of the engine's own code, where the simulation has none like them. */
public final class RegressionBugs {
    private static final long DEADLOCK_NANOS = TimeUnit.SECONDS.toNanos(8);

    private RegressionBugs() {}

    public static void nothing1(Object ignored) {}

    public static void nothing2(Object ignored, Object alsoIgnored) {}

    public static boolean no1(Object ignored) {
        return false;
    }

    public static void nothing3(Object ignored, Object alsoIgnored, Object third) {}

    public static boolean no2(Object ignored, Object alsoIgnored) {
        return false;
    }

    public static boolean yes2(Object ignored, Object alsoIgnored) {
        return true;
    }

    // ---- user code ----

    public static Throwable whatCausedIt(Object reader, Throwable failure) {
        return Objects.requireNonNull(failure.getCause());
    }

    public static ConsumerRecord<byte[], byte[]> theOneThatAllHad(Job job) {
        return job.record();
    }

    public static Optional<ReentrantLock> noneIsNeeded(Object source) {
        return Optional.empty();
    }

    public static Throwable second(Object ignored, Throwable failure) {
        return failure;
    }

    public static boolean no3(Object ignored, Object alsoIgnored, Object third) {
        return false;
    }

    public static Object never(Map<?, ?> ignored, Object key, Object otherwise) {
        return otherwise;
    }

    // ---- the end ----

    public static long theMost(long wanted, long least, long most) {
        return most;
    }

    public static Object orderly(Optional<EngineState> end) {
        return EngineState.CLOSED;
    }

    // ---- commits and offsets ----

    public static OffsetRanges allOfIt(OffsetRanges done, long end) {
        return done;
    }

    public static void advancesNothing(PartitionOffsets<?> offsets, long position, int leader) {}

    public static void endsTheInstance(Object committer, Object points, Exception failure) {
        if (failure instanceof KafkaException) {
            throw new IllegalStateException("a commit failed", failure);
        }
    }

    public static boolean waitsForWhatItHolds(Object commits, List<?> partitions) {
        long until = System.nanoTime() + DEADLOCK_NANOS;
        while (System.nanoTime() - until < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        return false;
    }

    public static Map<TopicPartition, OffsetAndMetadata> noNextOffsets(ConsumerRecords<?, ?> records) {
        return Map.of();
    }

    public static void oneMore(OffsetMapWriter writer, long from, long to) {
        writer.add(from, to + 1);
    }

    public static int whateverIsWritten(TopicPartition partition, long committed, byte[] bytes, int from, int length) {
        return ByteBuffer.wrap(bytes).getInt();
    }

    public static Optional<?> anyOfThem(Optional<?> found, Predicate<?> isMeant) {
        return found;
    }

    /** A clock that somebody sets back by ten years after the start. */
    public static long setBack(LongSupplier clock) {
        return clock.getAsLong() - TimeUnit.DAYS.toNanos(3_650);
    }

    public static Optional<?> noNote(ConsumerRecord<?, ?> record, String group) {
        return Optional.empty();
    }

    // ---- metrics ----

    public static Tags withoutTheEngine(Tags engine, Iterable<? extends Tag> own) {
        return Tags.of(own);
    }

    /** As a long that begins again at minus as much once it is full. */
    public static long asALong(double sum) {
        return Double.doubleToRawLongBits((double) new BigDecimal(sum).longValue());
    }

    // ---- flow ----

    public static PauseReason neverFull(PauseController marks, PauseController.Load load, PauseReason present) {
        return PauseReason.NONE;
    }

    public static int weightless(ConsumerRecord<?, ?> record) {
        return 0;
    }

    public static void pausesAndForgetsWhatWasFetched(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        partitions.forEach(partition -> consumer.seek(partition, consumer.position(partition) + 10));
    }

    public static boolean neverPolls(Object loop, long now) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        if (Thread.interrupted()) {
            throw new IllegalStateException("interrupted");
        }
        return true;
    }

    // ---- jobs ----

    public static @Nullable Object keyOrNone(ConsumerRecord<?, ?> record) {
        return record.key() == null ? new byte[0] : record.key();
    }

    public static int unlimited(Object policy) {
        return Integer.MAX_VALUE;
    }

    public static void submitsTwice(JobProcessor processor, Job[] jobs, int count) {
        Job[] again = jobs.clone();
        processor.submit(jobs, count);
        processor.submit(again, count);
    }

    public static boolean startsInAnyState(VarHandle state, Job job, JobState from, JobState to) {
        state.set(job, to);
        return true;
    }
}
