package dev.headgate.simulation;

import dev.headgate.api.RecordContext;
import dev.headgate.internal.dispatch.Job;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What those bugs of {@link Bug} do that have to do with user code. Parameters are as in {@link PlantedBugs}. */
public final class PlantedStrangers {
    private PlantedStrangers() {}

    public static boolean no(Object ignored) {
        return false;
    }

    public static void staysInFlight(Object caller, Job job, Throwable reason, boolean ownsLane) {}

    /** As it was when only exceptions were undecodable. */
    public static Throwable errorOfADecoder(Throwable failure, Job job) {
        return isOfADecoder(failure) && failure.getCause() instanceof Error error ? error : failure;
    }

    private static boolean isOfADecoder(Throwable failure) {
        return failure.getClass().getSimpleName().equals("UndecodableRecordException");
    }

    public static Header[] asTheyAreNow(RecordContext job) {
        return ((Job) job).record().headers().toArray();
    }

    public static ConsumerRecord<byte[], byte[]> theOneThatAllHad(Job job) {
        return job.record();
    }

    public static Optional<ReentrantLock> noneIsNeeded(Object source) {
        return Optional.empty();
    }

    public static void oneAttemptForBoth(Object watch, long nowNanos, Job job) {}
}
