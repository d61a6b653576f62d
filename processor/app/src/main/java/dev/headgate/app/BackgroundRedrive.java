package dev.headgate.app;

import dev.headgate.internal.metrics.MeterScope;
import dev.headgate.redrive.Redrive;
import dev.headgate.redrive.RedriveException;
import dev.headgate.redrive.RedriveMeters;
import dev.headgate.redrive.RedriveOptions;
import dev.headgate.redrive.RedriveOutcome;
import dev.headgate.redrive.RedriveStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts dead letters back beside the running engine: on a thread of its own, with clients of its own, one run at a time, and none
 * longer than the processor lives. Thread-safe.
 */
final class BackgroundRedrive implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundRedrive.class);
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final Map<RedriveOutcome, Long> before = new EnumMap<>(RedriveOutcome.class);
    private Optional<Run> current = Optional.empty();
    private volatile Optional<RedriveStatus> ended = Optional.empty();
    private Optional<RedriveMeters> meters = Optional.empty();
    private boolean closed;

    private record Run(Redrive redrive, Thread thread) {}

    /** @param kafka the processor's client properties */
    BackgroundRedrive(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /** Registers meters, until it is closed. Called at most once. */
    synchronized void bindTo(MeterRegistry registry) {
        MeterScope scope = MeterScope.besideEngine(registry, kafka);
        meters = Optional.of(new RedriveMeters(scope, this::total, this::isRunning));
    }

    /** Begins one, and returns at once. Answers false if one is running, or the processor is about to end. */
    synchronized boolean start(RedriveOptions options) {
        if (closed || current.isPresent()) {
            return false;
        }
        Redrive redrive = new Redrive(kafka, options);
        Thread thread = Thread.ofPlatform().daemon().name("headgate-redrive").unstarted(() -> end(run(redrive)));
        current = Optional.of(new Run(redrive, thread));
        thread.start();
        return true;
    }

    private RedriveStatus run(Redrive redrive) {
        try {
            RedriveStatus end = redrive.run();
            LOG.info("re-drive of {} {}: {}", end.deadLetterTopic(), end.state(), end.counts());
            return end;
        } catch (InterruptedException _) {
            return redrive.status().ended(RedriveStatus.State.STOPPED, Optional.empty());
        } catch (RedriveException e) {
            return failed(redrive, String.valueOf(e.getMessage()), e);
        } catch (KafkaException e) {
            return failed(
                    redrive, String.valueOf(new KafkaErrors(kafka).explain(e).getMessage()), e);
        } catch (RuntimeException e) { // nobody else would hear of it
            return failed(redrive, KafkaErrors.oneLine(e), e);
        }
    }

    private static RedriveStatus failed(Redrive redrive, String why, Exception e) {
        LOG.warn("re-drive of {} failed: {}", redrive.status().deadLetterTopic(), why);
        LOG.debug("re-drive failed", e);
        return redrive.status().ended(RedriveStatus.State.FAILED, Optional.of(why));
    }

    private synchronized void end(RedriveStatus end) {
        if (!end.dryRun()) {
            end.counts().forEach((outcome, count) -> before.merge(outcome, count, Long::sum));
        }
        ended = Optional.of(end);
        current = Optional.empty();
    }

    /** Ends the run after the records in hand. Answers false if there is none. */
    synchronized boolean stop() {
        current.ifPresent(run -> run.redrive().stop());
        return current.isPresent();
    }

    /** The run there is, or else the last one. */
    synchronized RedriveStatus status() {
        return current.map(run -> run.redrive().status()).or(() -> ended).orElse(RedriveStatus.NONE);
    }

    /** Whether one is running. */
    synchronized boolean isRunning() {
        return current.isPresent();
    }

    /** With how many dead letters all runs together did this; dry runs don't count. */
    synchronized long total(RedriveOutcome outcome) {
        long running = current.map(run -> run.redrive().status())
                .filter(status -> !status.dryRun())
                .map(status -> status.count(outcome))
                .orElse(0L);
        return before.getOrDefault(outcome, 0L) + running;
    }

    /** Ends what runs, within 5 s, and takes nothing more. */
    @Override
    public void close() {
        Optional<Run> last;
        synchronized (this) {
            closed = true;
            last = current;
            meters.ifPresent(RedriveMeters::close);
            meters = Optional.empty();
        }
        last.ifPresent(run -> {
            run.redrive().stop();
            try {
                if (!run.thread().join(END_WITHIN)) {
                    run.thread().interrupt();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
