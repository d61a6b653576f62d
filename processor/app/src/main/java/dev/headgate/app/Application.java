package dev.headgate.app;

import dev.headgate.Headgate;
import dev.headgate.Ready;
import dev.headgate.admin.AdminServer;
import dev.headgate.config.HeadgateConfig;
import dev.headgate.config.LoadedConfig;
import dev.headgate.dashboard.StateView;
import dev.headgate.net.HostCheck;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A configured engine with its endpoint, from start to end. Made, awaited and closed by one thread; shut down by any. */
public final class Application implements AutoCloseable {
    /** Records were still in flight when the drain deadline passed. */
    public static final int CUT = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final Headgate headgate;
    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics gcMetrics;
    private final Optional<AdminServer> admin;
    private final BackgroundRedrive redrive;
    private final KafkaErrors trouble;

    private Application(
            Headgate headgate,
            PrometheusMeterRegistry registry,
            JvmGcMetrics gcMetrics,
            Optional<AdminServer> admin,
            BackgroundRedrive redrive,
            KafkaErrors trouble) {
        this.trouble = trouble;
        this.headgate = headgate;
        this.registry = registry;
        this.gcMetrics = gcMetrics;
        this.admin = admin;
        this.redrive = redrive;
    }

    /**
     * Checks everything that can be checked, then starts.
     *
     * @throws UserError in one line, if something is missing, taken or refused
     * @throws dev.headgate.config.ConfigException if the configuration is incomplete
     */
    public static Application start(LoadedConfig config) throws InterruptedException {
        Assembly assembly = new Assembly(config);
        assembly.requireComplete();
        Map<String, List<String>> topics = new LinkedHashMap<>();
        topics.put("headgate.topics", assembly.topics());
        config.headgate()
                .deadLetter()
                .topic()
                .ifPresent(topic -> topics.put("headgate.dead-letter.topic", List.of(topic)));
        new Preflight(config.kafka()).check(topics, assembly.topics());
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        JvmGcMetrics gcMetrics = bindJvm(registry);
        EngineHolder holder = new EngineHolder();
        BackgroundRedrive redrive = new BackgroundRedrive(config.kafka());
        KafkaErrors trouble = new KafkaErrors(config.kafka());
        redrive.bindTo(registry);
        Optional<AdminServer> admin = admin(config, assembly, holder, redrive, registry);
        try {
            Ready ready = assembly.assemble(registry);
            Headgate headgate = ready.start();
            holder.fill(headgate);
            return new Application(headgate, registry, gcMetrics, admin, redrive, trouble);
        } catch (RuntimeException e) {
            admin.ifPresent(AdminServer::close);
            gcMetrics.close();
            throw switch (e) {
                case KafkaException failure -> trouble.explain(failure);
                case IllegalArgumentException refused -> new UserError(KafkaErrors.oneLine(refused), refused);
                default -> e;
            };
        }
    }

    private static JvmGcMetrics bindJvm(PrometheusMeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(registry);
        return gc;
    }

    /** Before the engine, so that a port that is taken is known before anything is consumed. */
    private static Optional<AdminServer> admin(
            LoadedConfig config,
            Assembly assembly,
            EngineHolder holder,
            BackgroundRedrive redrive,
            PrometheusMeterRegistry registry) {
        HeadgateConfig.Admin wanted = config.headgate().admin();
        if (!wanted.enabled()) {
            return Optional.empty();
        }
        StateView view = new StateView(
                String.valueOf(config.kafka().get("group.id")),
                assembly.topics(),
                holder::snapshot,
                holder::lag,
                holder::times,
                redrive::status);
        Optional<AdminServer.Control> control = wanted.controlToken()
                .map(token ->
                        new AdminServer.Control(token, new OperatorCommands(holder, config, redrive), holder::watch));
        try {
            AdminServer server =
                    AdminServer.start(wanted.host(), wanted.port(), hosts(wanted), view, registry, control);
            LOG.info("dashboard, health, metrics and state at http://{}:{}/", wanted.host(), server.port());
            return Optional.of(server);
        } catch (BindException e) {
            throw new UserError(
                    "headgate.admin.port " + wanted.port() + " at " + wanted.host() + " can't be listened at ("
                            + e.getMessage() + "); choose another, or 0 for any free one",
                    e);
        } catch (IOException | RuntimeException e) {
            throw new UserError(
                    "headgate.admin.host " + wanted.host() + " can't be listened at: " + KafkaErrors.oneLine(e), e);
        }
    }

    /** The names by which the endpoint is reached: what it listens at, if that is a name, and what the user adds. */
    private static HostCheck hosts(HeadgateConfig.Admin wanted) {
        return new HostCheck(Stream.concat(
                        Stream.of(wanted.host()),
                        wanted.allowedHosts().stream().flatMap(it -> Arrays.stream(it.split(","))))
                .map(String::strip)
                .collect(Collectors.toSet()));
    }

    /** The engine. */
    public Headgate engine() {
        return headgate;
    }

    /** Where the endpoint listens; empty if it is off. */
    public Optional<Integer> adminPort() {
        return admin.map(AdminServer::port);
    }

    /** Begins the orderly end. Returns at once; any thread. */
    public void shutdown() {
        headgate.shutdown();
    }

    /** Waits for the end, and answers the exit code. */
    int awaitEnd() throws InterruptedException {
        EngineState end = headgate.awaitEnd(FOREVER).orElseThrow();
        EngineSnapshot last = headgate.snapshot();
        LOG.info("{}: {}", end, summary(last));
        return switch (end) {
            case CLOSED -> 0;
            case CUT -> CUT;
            default -> throw failed(end, last);
        };
    }

    private UserError failed(EngineState end, EngineSnapshot last) {
        return headgate.failure()
                .filter(AuthorizationException.class::isInstance)
                .map(trouble::explain)
                .orElseGet(() ->
                        new UserError(last.lastError().orElse("the engine ended as " + end + " without a reason")));
    }

    /** What a cut left with the sink has no outcome, and comes again as what was dropped does. */
    static String summary(EngineSnapshot last) {
        EngineCounters.Records records = last.counters().records();
        return records.acked() + " records acknowledged, " + records.deadLettered() + " dead-lettered, "
                + records.skipped() + " skipped, "
                + (records.dropped() + last.queue().records())
                + " in flight dropped for the next owner";
    }

    /** Ends everything, the engine within its drain timeout. */
    @Override
    public void close() {
        redrive.close();
        headgate.close();
        admin.ifPresent(AdminServer::close);
        gcMetrics.close();
        registry.close();
    }
}
