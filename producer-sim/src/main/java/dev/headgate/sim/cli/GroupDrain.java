package dev.headgate.sim.cli;

import dev.headgate.sim.SimReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/**
 * Measures how long a consumer group takes for what was in the topic when the last record was sent, by what it commits.
 * Used by one thread.
 */
final class GroupDrain {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final String group;
    private final Backlog backlog;
    private final Time time;

    GroupDrain(String group, Backlog backlog, Time time) {
        this.group = group;
        this.backlog = backlog;
        this.time = time;
    }

    /** What the group has still to do. */
    interface Backlog {

        /**
         * How many of the records that were in the topic at the first look the group has not committed.
         *
         * @param within how long the answer may take
         */
        long left(Duration within) throws ExecutionException, InterruptedException, TimeoutException;
    }

    /** Time as the drain sees it, so that tests can bring their own. */
    interface Time {

        /** As {@link System#nanoTime()}. */
        long nanoTime();

        /** Waits that long; true at once if the user has asked to stop. */
        boolean stopsWithin(long nanos) throws InterruptedException;

        /** The system's clock, and a latch that is released to stop. */
        static Time system(CountDownLatch stop) {
            return new Time() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public boolean stopsWithin(long nanos) throws InterruptedException {
                    return stop.await(nanos, TimeUnit.NANOSECONDS);
                }
            };
        }
    }

    /**
     * Waits until nothing is left, and says how long it took; false if something is left at the end of the timeout, or
     * when the user stops it.
     *
     * @throws SimException if the brokers don't say what the group has committed
     */
    boolean await(Duration timeout, SimReport report, PrintWriter out) throws InterruptedException {
        long start = time.nanoTime();
        long end = start + timeout.toNanos();
        try {
            long first = backlog.left(timeout);
            long left = first;
            boolean stopped = false;
            while (left > 0 && !stopped && time.nanoTime() < end) {
                stopped = time.stopsWithin(Math.min(LOOK_NANOS, end - time.nanoTime()));
                left = stopped ? left : backlog.left(Duration.ofNanos(Math.max(LOOK_NANOS, end - time.nanoTime())));
            }
            say(out, first, left, (time.nanoTime() - start) / 1e9);
            return left == 0;
        } catch (TimeoutException e) {
            throw unreadable(report, "no broker answers within " + timeout.toMillis() + " ms; see --drain-timeout", e);
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unreadable(report, cause.getClass().getSimpleName() + ": " + cause.getMessage(), e);
        }
    }

    private void say(PrintWriter out, long first, long left, double seconds) {
        out.printf(
                Locale.ROOT,
                "group %s had %d records to go at the end of the run, %d after %.1f s: %.1f records/s%n",
                group,
                first,
                left,
                seconds,
                seconds == 0 ? 0 : (first - left) / seconds);
        out.flush();
    }

    private SimException unreadable(SimReport report, String reason, Exception error) {
        return SimException.failed(
                "--drain-group " + group + ": what it has committed of run " + report.runId() + " can't be read: "
                        + reason,
                error);
    }
}
