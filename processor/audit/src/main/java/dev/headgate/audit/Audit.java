package dev.headgate.audit;

import dev.headgate.internal.metrics.PartitionEnds;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;

/**
 * A running instance of the audit. It reads, matches and counts on the threads of Kafka Streams; {@link #read} may be called
 * from any thread, and adds up what all instances have counted.
 */
public final class Audit implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
    private static final int MOST_EXAMPLES = 10_000;

    private final AuditOptions options;
    private final KafkaStreams streams;
    private final AuditServer server;
    private final LocalCounts local;
    private final Peers peers;
    private final AuditLag lag;
    private final HostInfo self;
    private final AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AuditMeters meters = new AuditMeters(registry);
    private final KafkaStreamsMetrics streamsMetrics;

    private Audit(AuditOptions options, AuditRuntime runtime, AuditServer server) {
        Properties properties = new Properties();
        properties.putAll(runtime.streamsProperties(server.port()));
        this.options = options;
        this.server = server;
        this.self = new HostInfo(runtime.host(), server.port());
        this.streams = new KafkaStreams(AuditTopology.build(options), properties);
        this.local = new LocalCounts(streams);
        this.peers = new Peers(streams, self);
        this.lag = new AuditLag(
                Admin.create(PartitionEnds.adminProperties(runtime.kafka())),
                runtime.applicationId(),
                options.topics().all());
        this.streamsMetrics = new KafkaStreamsMetrics(streams);
    }

    /**
     * Starts to read from where instances with the same application id have come, else from the beginning. Returns before
     * the first record is read.
     *
     * @throws java.net.BindException if the port is taken
     * @throws IOException if the address can't be listened at
     * @throws KafkaException if a property is refused
     */
    public static Audit start(AuditOptions options, AuditRuntime runtime) throws IOException {
        AuditServer server = AuditServer.start(runtime.host(), runtime.port());
        try {
            Audit audit = new Audit(options, runtime, server);
            audit.start();
            return audit;
        } catch (KafkaException e) {
            server.close();
            throw e;
        }
    }

    private void start() {
        streams.setUncaughtExceptionHandler(exception -> {
            failure.compareAndSet(Optional.empty(), Optional.of(exception));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streamsMetrics.bindTo(registry);
        server.metrics(registry);
        server.route("/local/counts", query -> local.read(number(query, "from", 0)));
        server.route(
                "/local/examples",
                query -> local.examples(Optional.ofNullable(query.get("run")), (int) number(query, "most", 100)));
        server.route("/verdict", _ -> AuditView.of(read(0, Long.MAX_VALUE)));
        server.route("/examples", query -> examples((int) number(query, "most", 100)));
        server.route("/record", this::record);
        streams.start();
    }

    private static long number(Map<String, String> query, String name, long otherwise) {
        String text = query.get(name);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, not '" + text + "'", e);
        }
    }

    /** The port at which this instance answers. */
    public int port() {
        return server.port();
    }

    /** What ended this instance; empty while it runs, or if it was closed in order. */
    public Optional<Throwable> failure() {
        return failure.get();
    }

    /** The partitions of the matching that this instance is active for at present. */
    public List<Integer> partitions() {
        return local.partitions();
    }

    /** How the instance fares, in the words of Kafka Streams. */
    public String state() {
        return streams.state().name();
    }

    /**
     * How far all instances together have come. Called by one thread.
     *
     * @throws AuditUnavailableException if the brokers don't answer, or nothing has been set up yet
     */
    public AuditLag.Progress progress() throws AuditUnavailableException, InterruptedException {
        AuditLag.Progress progress = lag.read();
        meters.behind(progress.behind());
        return progress;
    }

    /**
     * What all instances have counted.
     *
     * @param bucketsFromMs only buckets that start then or later, epoch ms; totals hold all of them anyway
     * @param pendingFromMs what is missing in buckets that start then or later is pending
     * @throws AuditUnavailableException while partitions move
     */
    public AuditReport read(long bucketsFromMs, long pendingFromMs)
            throws AuditUnavailableException, InterruptedException {
        try {
            List<PartCounts> parts = new ArrayList<>(local.read(bucketsFromMs));
            parts.addAll(peers.counts(bucketsFromMs));
            requireAll(parts);
            return AuditReport.of(parts, pendingFromMs);
        } catch (InvalidStateStoreException e) {
            throw new AuditUnavailableException("the state is not readable at present: " + e.getMessage(), e);
        }
    }

    private void requireAll(List<PartCounts> parts) throws AuditUnavailableException {
        List<Integer> found = parts.stream().map(PartCounts::partition).sorted().toList();
        for (int partition = 0; partition < Math.max(options.partitions(), found.size()); partition++) {
            if (partition >= found.size() || found.get(partition) != partition) {
                throw new AuditUnavailableException(
                        "of " + options.partitions() + " partitions, these answer: " + found);
            }
        }
    }

    /**
     * Records that something is wrong with, in the order of kind, run, producer and sequence.
     *
     * @param most the most of each kind and run; at most 10,000
     * @throws AuditUnavailableException while partitions move
     */
    public List<Example> examples(int most) throws AuditUnavailableException, InterruptedException {
        int bounded = Math.clamp(most, 0, MOST_EXAMPLES);
        try {
            List<Example> all = new ArrayList<>(local.examples(Optional.empty(), bounded));
            all.addAll(peers.examples(bounded));
            return Example.first(all, bounded);
        } catch (InvalidStateStoreException e) {
            throw new AuditUnavailableException("the state is not readable at present: " + e.getMessage(), e);
        }
    }

    /** What became of one record; a redirect if another instance knows. */
    private Object record(Map<String, String> query) throws AuditUnavailableException {
        String run = query.getOrDefault("run", "");
        String producer = query.getOrDefault("producer", "");
        Identity identity =
                new Identity(run, producer, number(query, "sequence", 0), OptionalLong.empty(), Optional.empty());
        MatchKey key = MatchKey.of(identity);
        KeyQueryMetadata holder = streams.queryMetadataForKey(Stores.BLOCKS, key.encode(), new ByteArraySerializer());
        if (holder.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            throw new AuditUnavailableException("which instance holds it is not known yet");
        }
        if (!holder.activeHost().equals(self)) {
            return URI.create("http://" + holder.activeHost().host() + ":"
                    + holder.activeHost().port() + "/record?run=" + encoded(run) + "&producer=" + encoded(producer)
                    + "&sequence=" + identity.sequence());
        }
        return local.state(key, MatchKey.slot(identity), holder.partition());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Shows this in the meters. Called by one thread. */
    public void publish(AuditReport report) {
        meters.update(report);
    }

    /** Ends this instance. Its state stays, on disk and in Kafka. */
    @Override
    public void close() {
        server.close();
        peers.close();
        lag.close();
        // Without a word to the group the others would wait a session timeout for this instance's partitions.
        streams.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        streamsMetrics.close();
        registry.close();
    }
}
