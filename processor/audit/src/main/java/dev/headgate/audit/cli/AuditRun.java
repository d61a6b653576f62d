package dev.headgate.audit.cli;

import dev.headgate.app.Cli;
import dev.headgate.app.KafkaErrors;
import dev.headgate.app.UserError;
import dev.headgate.audit.Audit;
import dev.headgate.audit.AuditLag;
import dev.headgate.audit.AuditOptions;
import dev.headgate.audit.AuditReport;
import dev.headgate.audit.AuditUnavailableException;
import dev.headgate.audit.Count;
import dev.headgate.audit.Example;
import dev.headgate.audit.IdleWatch;
import dev.headgate.audit.RunVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/** An audit on the command line, from start to verdict. Run by one thread; stopped by any. */
final class AuditRun implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(2);
    private static final long VERDICT_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long ALL = 0;

    private final AuditPlan plan;
    private final AuditOptions options;
    private final AuditPrinter printer;
    private final AuditResources home;
    private final Audit audit;
    private final CountDownLatch stop = new CountDownLatch(1);

    private AuditRun(AuditPlan plan, AuditOptions options, AuditPrinter printer, AuditResources home, Audit audit) {
        this.plan = plan;
        this.options = options;
        this.printer = printer;
        this.home = home;
        this.audit = audit;
    }

    /**
     * Looks whether the topics are there, and starts.
     *
     * @throws UserError in one line, if something is missing, taken or refused
     */
    static AuditRun start(AuditPlan plan, AuditPrinter printer) throws InterruptedException {
        AuditOptions options = AuditResources.sized(plan);
        AuditResources home = AuditResources.of(plan, options);
        try {
            return new AuditRun(plan, options, printer, home, home.open(options));
        } catch (KafkaException e) {
            home.remove();
            throw home.explain(e);
        } catch (IOException e) {
            home.remove();
            throw new UserError(
                    "--host " + plan.instance().host() + " --port "
                            + plan.instance().port()
                            + " can't be listened at (" + KafkaErrors.oneLine(e)
                            + "); choose another port, or 0 for any free one",
                    e);
        }
    }

    /** Ends the reading; {@link #run} then gives its verdict. Returns at once. */
    void stop() {
        stop.countDown();
    }

    /** Reads until the end, and answers the exit code. */
    int run() throws InterruptedException {
        printer.say("auditing as " + home.applicationId() + ", answering at http://"
                + plan.instance().host() + ":" + audit.port() + "/verdict");
        boolean complete = watch();
        long pendingFrom = complete ? Long.MAX_VALUE : pendingFrom();
        AuditReport report = settledReport(pendingFrom);
        List<Example> examples = plan.examples() == 0 ? List.of() : examples();
        printer.verdict(report, examples);
        audit.publish(report);
        return judge(report);
    }

    /** Returns whether all there is has been read. */
    private boolean watch() throws InterruptedException {
        Optional<IdleWatch> idle = plan.untilIdle().map(IdleWatch::new);
        long start = System.nanoTime();
        long reported = start;
        do {
            requireRunning();
            long now = System.nanoTime();
            Optional<AuditLag.Progress> progress = progress();
            if (progress.isPresent() && idle.isPresent() && idle.get().isIdle(progress.get(), now)) {
                return true;
            }
            if (now - reported >= REPORT_EVERY.toNanos()) {
                reported = now;
                report(progress);
            }
            if (plan.length().isPresent() && now - start >= plan.length().get().toNanos()) {
                return false;
            }
        } while (!stop.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        return false;
    }

    private void report(Optional<AuditLag.Progress> progress) throws InterruptedException {
        try {
            AuditReport report = audit.read(pendingFrom(), pendingFrom());
            audit.publish(report);
            long read = report.count(Count.SENT) + report.count(Count.DELIVERED) + report.count(Count.DEAD_LETTERED);
            progress.ifPresent(known -> printer.progress(AuditPrinter.progressLine(read, known.behind())));
            if (plan.follows()) {
                printer.interim(report);
            }
        } catch (AuditUnavailableException e) {
            printer.progress("waiting: " + e.getMessage());
        }
    }

    private Optional<AuditLag.Progress> progress() throws InterruptedException {
        try {
            return Optional.of(audit.progress());
        } catch (AuditUnavailableException _) {
            return Optional.empty();
        }
    }

    private long pendingFrom() {
        return System.currentTimeMillis()
                - options.times().grace().plus(options.times().bucket()).toMillis();
    }

    /** An instance that has just left takes its partitions with it for a moment. */
    private AuditReport settledReport(long pendingFrom) throws InterruptedException {
        return patiently(() -> audit.read(ALL, pendingFrom));
    }

    private List<Example> examples() throws InterruptedException {
        return patiently(() -> audit.examples(plan.examples()));
    }

    private <T> T patiently(Query<T> query) throws InterruptedException {
        long from = System.nanoTime();
        while (true) {
            requireRunning();
            try {
                return query.ask();
            } catch (AuditUnavailableException e) {
                if (System.nanoTime() - from > VERDICT_WITHIN_NANOS) {
                    throw new UserError("no verdict: " + e.getMessage(), e);
                }
                TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
            }
        }
    }

    private void requireRunning() {
        if (audit.failure().isPresent()) {
            throw home.explain(audit.failure().get());
        }
    }

    private int judge(AuditReport report) {
        Optional<String> nothing =
                plan.run().isPresent() && report.run(plan.run().get()).isEmpty()
                        ? Optional.of("--run " + plan.run().get() + ": no record of it is in the topics")
                        : Optional.empty();
        if (report.runs().isEmpty() && !plan.conditions().isEmpty()) {
            nothing = nothing.or(() -> Optional.of("the topics are empty, so that nothing was proved"));
        }
        if (nothing.isPresent()) {
            throw new UserError(nothing.get());
        }
        boolean holds = false;
        for (RunVerdict run : report.runs()) {
            for (var condition : plan.conditions()) {
                Optional<String> why = condition.holds(run);
                why.ifPresent(words -> printer.trouble(run.run(), words));
                holds |= why.isPresent();
            }
        }
        return holds ? Cli.FAILED : 0;
    }

    @Override
    public void close() {
        audit.close();
        home.remove();
    }

    /** Asks the audit. */
    @FunctionalInterface
    private interface Query<T> {
        T ask() throws AuditUnavailableException, InterruptedException;
    }
}
