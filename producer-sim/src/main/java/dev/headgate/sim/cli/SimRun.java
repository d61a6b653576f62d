package dev.headgate.sim.cli;

import dev.headgate.sim.ProducerFactory;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.SimReport;
import dev.headgate.sim.Simulator;
import dev.headgate.sim.report.HdrLog;
import dev.headgate.sim.report.HtmlReport;
import dev.headgate.sim.report.JsonView;
import dev.headgate.sim.report.LiveLine;
import dev.headgate.sim.report.RunListener;
import dev.headgate.sim.report.RunWatch;
import dev.headgate.sim.report.SimMetrics;
import dev.headgate.sim.report.SimServer;
import dev.headgate.sim.report.Summary;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** One run of the command, from the first part that is opened to the exit code. Used by one thread. */
final class SimRun {

    /** Exit code for arrivals that were due and never sent, while all that was sent was acknowledged. */
    private static final int MISSED = 3;

    private static final Duration SUMMARY = Duration.ofSeconds(15);

    private final RunSetup setup;
    private final SimOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean verbose;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    SimRun(RunSetup setup, PrintWriter out, PrintWriter err, boolean verbose) {
        this.setup = setup;
        this.options = setup.options();
        this.out = out;
        this.err = err;
        this.verbose = verbose;
    }

    int execute(boolean missedAllowed, String bootstrapServers) throws InterruptedException {
        try {
            parts.push(registry::close);
            Simulator sim = opened(simulator());
            opened(StopOnSignal.install(
                    () -> {
                        stopped.countDown();
                        sim.stop();
                    },
                    options.producers().flushTimeout().plus(SUMMARY),
                    err));
            err.println("Run " + options.runId() + ": sending to " + options.topic() + " at " + bootstrapServers + ", "
                    + setup.asked()
                    + (options.load().isEndless() && options.load().backlog() == 0 ? "; Ctrl-C ends it" : ""));
            err.flush();
            List<RunListener> listeners = listeners(sim);
            sim.start();
            SimReport report = new RunWatch(sim, listeners).awaitEnd();
            boolean drained = drained(report);
            report.firstError().filter(each -> verbose).ifPresent(error -> error.printStackTrace(err));
            return drained ? exitCode(report, missedAllowed) : SimException.FAILED;
        } finally {
            close();
        }
    }

    private static int exitCode(SimReport report, boolean missedAllowed) {
        if (report.records().failed() > 0 || report.firstError().isPresent()) {
            return SimException.FAILED;
        }
        return missedAllowed || report.records().missed() == 0 ? 0 : MISSED;
    }

    private boolean drained(SimReport report) throws InterruptedException {
        if (setup.face().drainGroup().isEmpty() || report.records().failed() > 0) {
            return true;
        }
        String group = setup.face().drainGroup().get();
        Admin admin =
                Admin.create(setup.properties().forAdmin(options.producers().flushTimeout()));
        CommittedBacklog backlog = opened(new CommittedBacklog(admin, group, options.topic()));
        return new GroupDrain(group, backlog, GroupDrain.Time.system(stopped))
                .await(setup.face().drainTimeout(), report, out);
    }

    private Simulator simulator() {
        ProducerFactory factory = producerId -> {
            KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(setup.properties().forProducer(options, producerId));
            if (setup.face().httpPort().isPresent()) {
                KafkaClientMetrics metrics = new KafkaClientMetrics(producer);
                metrics.bindTo(registry);
                parts.push(metrics);
            }
            return producer;
        };
        try {
            return new Simulator(options, factory);
        } catch (KafkaException e) {
            throw setup.properties().refused(e);
        }
    }

    private List<RunListener> listeners(Simulator sim) {
        List<RunListener> all = new ArrayList<>();
        setup.hdrLog().ifPresent(file -> all.add(hdrLog(file)));
        setup.face().report().ifPresent(file -> all.add(report(file)));
        setup.face().httpPort().ifPresent(port -> all.add(served(port, sim)));
        if (setup.face().hasTui() && isTerminal()) {
            Tui tui = Tui.open(options, setup.asked(), sim);
            parts.push(tui);
            all.add(tui);
        } else if (isTerminal()) {
            all.add(new LiveLine(err));
            parts.push(Keys.listen(sim));
        } else if (setup.face().hasTui()) {
            throw SimException.input("--tui needs a terminal; standard input or output is none, so leave it out");
        }
        all.add(setup.face().isJson() ? new JsonView(out) : new Summary(out, options.seed(), setup.asked()));
        return all;
    }

    private HdrLog hdrLog(Path file) {
        try {
            return opened(HdrLog.create(file, options.runId()));
        } catch (IOException e) {
            throw SimException.input("--hdr-log " + file + " can't be written: " + e, e);
        }
    }

    /** Refuses a place where it could not be written before the run, not after it. */
    private HtmlReport report(Path file) {
        @Nullable Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isWritable(directory) || Files.isDirectory(file)) {
            throw SimException.input("--report " + file
                    + " can't be written; give a file in a directory that is there and" + " may be written to");
        }
        return new HtmlReport(file, options, setup.asked());
    }

    private SimMetrics served(int port, Simulator sim) {
        SimMetrics metrics = new SimMetrics(registry, options, sim);
        String host = setup.face().httpHost();
        try {
            SimServer server = opened(SimServer.start(host, port, sim, registry));
            err.println("Serving http://" + host + ":" + server.port() + "/metrics, /state and PUT /rate");
            err.flush();
            return metrics;
        } catch (IOException | IllegalArgumentException e) {
            throw SimException.input(
                    "--http-port " + port + ": " + host + ":" + port + " can't be listened at: " + e.getMessage()
                            + "; choose another, or 0 for any free one",
                    e);
        }
    }

    // Null again since JDK 25 when standard input or output is redirected; the check knows JDK 22 to 24.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                err.println("a part of the run did not close: " + e);
            }
        }
        err.flush();
    }
}
