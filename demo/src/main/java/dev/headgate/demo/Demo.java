package dev.headgate.demo;

import dev.headgate.Headgate;
import dev.headgate.admin.AdminServer;
import dev.headgate.app.UserError;
import dev.headgate.audit.RunVerdict;
import dev.headgate.dashboard.StateView;
import dev.headgate.internal.metrics.PartitionEnds;
import dev.headgate.localkafka.LocalKafka;
import dev.headgate.sim.Rate;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.SimOptionsBuilder;
import dev.headgate.sim.SimReport;
import dev.headgate.sim.Simulator;
import dev.headgate.sink.kafka.KafkaSink;
import dev.headgate.state.EngineState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Broker, simulator and processor in one process, from start to verdict. Run by one thread; stopped by any. */
final class Demo implements AutoCloseable {
    private static final String TOPIC = "orders";
    private static final String OUTPUT = "orders-delivered";
    private static final String GROUP = "headgate-demo";
    private static final int USUAL_PORT = 8080;
    private static final int TOKEN_BYTES = 16;
    private static final long LOOK_MS = 250;
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final DemoOptions options;
    private final View view;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final SlowDownstream downstream = new SlowDownstream();

    Demo(DemoOptions options, View view) {
        this.options = options;
        this.view = view;
    }

    /** Ends the sending; {@link #run} then waits for what was sent. Returns at once. */
    void stop() {
        stop.countDown();
    }

    /** Runs until the end. Returns whether all that was produced arrived, by both ways of counting. */
    boolean run() throws InterruptedException, IOException {
        view.say("starting a Kafka broker …");
        LocalKafka kafka = opened(LocalKafka.start());
        kafka.createTopic(TOPIC, options.partitions());
        kafka.createTopic(OUTPUT, options.partitions());
        Map<String, Object> client =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", GROUP, "client.id", GROUP);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        parts.push(registry::close);
        Deliveries deliveries = new Deliveries(KafkaSink.to(OUTPUT)
                .kafka(client)
                .producer(Map.of("linger.ms", "5"))
                .timestamps(KafkaSink.Timestamps.NOW)
                .open());
        Headgate headgate = opened(processor(client, registry, deliveries));
        String token = HexFormat.of().formatHex(new SecureRandom().generateSeed(TOKEN_BYTES));
        int port = opened(admin(headgate, registry, token)).port();
        // A browser sends nothing of what stands behind the #; the page takes it from there into its own field.
        String page = "http://localhost:" + port + "/#token=" + token;
        Simulator simulator = opened(simulator(kafka.bootstrapServers()));
        DemoAudit audit = opened(DemoAudit.start(kafka.bootstrapServers(), TOPIC, OUTPUT, options.partitions()));
        downstream.start();
        view.say("the broker is at " + kafka.bootstrapServers() + ", the page with its controls at " + page);
        simulator.start();
        DemoState.Source source = new DemoState.Source(simulator, headgate, deliveries, downstream, page);
        show(source);
        SimReport report = end(simulator, source, deliveries);
        view.show(source.read("all has arrived; committing"));
        headgate.close();
        if (headgate.snapshot().state() == EngineState.FAILED) {
            throw new UserError(headgate.snapshot().lastError().orElse("the processor failed"));
        }
        DemoVerdict verdict = new DemoVerdict(
                report.records().acked(),
                deliveries.distinct(),
                deliveries.duplicates(),
                uncommitted(client),
                headgate.snapshot().counters().partitions().pauses());
        view.say(verdict.toString());
        RunVerdict audited = audit.verdict(report.runId());
        view.say(DemoAudit.line(audited));
        return verdict.isClean() && DemoAudit.isClean(audited);
    }

    private Headgate processor(Map<String, Object> client, PrometheusMeterRegistry registry, Deliveries deliveries) {
        return Headgate.builder()
                .kafka(client)
                .topics(TOPIC)
                .workers(options.workers())
                .queueCapacity(options.queue())
                .lagInterval(Duration.ofMillis(500))
                .meterRegistry(registry)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), downstream)
                .sink(deliveries)
                .start();
    }

    private Simulator simulator(String bootstrapServers) {
        SimOptionsBuilder builder = SimOptions.builder(TOPIC).rate(Rate.perSecond(options.rate()));
        options.length().ifPresent(builder::duration);
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5);
        return new Simulator(
                builder.build(),
                () -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    private AdminServer admin(Headgate headgate, PrometheusMeterRegistry registry, String token) throws IOException {
        StateView state = new StateView(GROUP, List.of(TOPIC), headgate::snapshot, headgate::lag, headgate::times);
        Optional<AdminServer.Control> control =
                Optional.of(new AdminServer.Control(token, new DemoCommands(headgate), headgate::watch));
        int port = options.port().orElse(USUAL_PORT);
        try {
            return AdminServer.start("localhost", port, state, registry, control);
        } catch (BindException e) {
            if (options.port().isPresent()) {
                throw new UserError("--port " + port + " is taken; choose another, or 0 for any free one", e);
            }
            return AdminServer.start("localhost", 0, state, registry, control);
        }
    }

    /** Shows the run until its time is over, or until it is stopped. */
    private void show(DemoState.Source source) throws InterruptedException {
        long from = System.nanoTime();
        do {
            view.show(source.read("running"));
            if (source.engineHasEnded()) {
                return;
            }
        } while (!stop.await(LOOK_MS, TimeUnit.MILLISECONDS) && !isOver(System.nanoTime() - from));
    }

    private boolean isOver(long nanos) {
        return options.length().isPresent() && nanos >= options.length().get().toNanos();
    }

    /** Ends the sending and waits for what is still to come downstream, as long as something does. */
    private SimReport end(Simulator simulator, DemoState.Source source, Deliveries deliveries)
            throws InterruptedException {
        if (stop.getCount() == 0) {
            simulator.stop();
        }
        SimReport report;
        try {
            report = simulator.await(Duration.ofSeconds(60));
        } catch (TimeoutException e) {
            throw new UserError("the simulator did not end within 60 s", e);
        }
        long last = -1;
        long since = System.nanoTime();
        while (deliveries.distinct() < report.records().acked() && !source.engineHasEnded()) {
            if (deliveries.distinct() != last) {
                last = deliveries.distinct();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > GIVE_UP_NANOS) {
                break;
            }
            view.show(source.read("sending has ended; waiting for the rest"));
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        return report;
    }

    private long uncommitted(Map<String, Object> client) throws InterruptedException {
        List<TopicPartition> partitions = IntStream.range(0, options.partitions())
                .mapToObj(number -> new TopicPartition(TOPIC, number))
                .toList();
        try (PartitionEnds ends = PartitionEnds.connect(client)) {
            return ends.of(partitions).values().stream()
                    .mapToLong(bounds -> bounds.end() - bounds.committed())
                    .sum();
        } catch (PartitionEnds.UnknownException e) {
            throw new UserError("can't read what was committed: " + e.getMessage(), e);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /** Ends all parts, the last made first. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                view.say("a part of the demo did not close: " + e.getMessage());
            }
        }
    }
}
