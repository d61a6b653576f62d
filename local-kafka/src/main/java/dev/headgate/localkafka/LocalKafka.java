package dev.headgate.localkafka;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka cluster in this JVM, from Kafka's own server classes. It listens on 127.0.0.1 only. All methods may be
 * called from any thread.
 *
 * <pre>{@code
 * try (LocalKafka kafka = LocalKafka.start()) {
 *     kafka.createTopic("payments", 12);
 *     System.out.println(send(kafka.bootstrapServers()));
 * }
 * }</pre>
 */
public final class LocalKafka implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalKafka.class);

    private final ClusterDirectory directory;
    private final KafkaNodes nodes;
    private final List<BoundSockets> sockets;
    private final String bootstrapServers;
    private final Map<String, Object> client;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalKafka(
            ClusterDirectory directory,
            KafkaNodes nodes,
            List<BoundSockets> sockets,
            String bootstrapServers,
            Map<String, Object> client) {
        this.directory = directory;
        this.nodes = nodes;
        this.sockets = sockets;
        this.bootstrapServers = bootstrapServers;
        this.client = client;
    }

    /**
     * Starts one node on a free port with its data in a temporary directory, and waits until it takes records.
     *
     * @throws LocalKafkaException if it does not start
     */
    public static LocalKafka start() {
        return builder().start();
    }

    /** More nodes, fixed ports, a kept directory, broker properties. */
    public static LocalKafkaBuilder builder() {
        return new LocalKafkaBuilder();
    }

    static LocalKafka start(ClusterSettings settings) {
        List<BoundSockets> sockets = new ArrayList<>();
        try {
            for (int nodeId = 1; nodeId <= settings.nodes(); nodeId++) {
                sockets.add(BoundSockets.bind(ports(settings, nodeId)));
            }
            return start(settings, sockets);
        } catch (RuntimeException e) {
            sockets.forEach(BoundSockets::close);
            throw e;
        }
    }

    private static LocalKafka start(ClusterSettings settings, List<BoundSockets> sockets) {
        ClusterDirectory directory = ClusterDirectory.open(settings.directory());
        try {
            SortedMap<Integer, NodeProperties.Ports> ports = new TreeMap<>();
            for (BoundSockets each : sockets) {
                ports.put(ports.size() + 1, each.ports());
            }
            String clusterId = directory.clusterId();
            KafkaNodes nodes = new KafkaNodes(IntStream.rangeClosed(1, settings.nodes())
                    .mapToObj(nodeId -> KafkaNode.build(
                            NodeProperties.of(nodeId, ports, directory.data(nodeId), settings.propertiesOf(nodeId)),
                            clusterId,
                            sockets.get(nodeId - 1),
                            // Kafka's own handler ends the process, which here is the caller's.
                            (name, fatal, action) -> new LoggingFaultHandler(name, action)))
                    .toList());
            nodes.start();
            String bootstrapServers = bootstrapServers(ports);
            Map<String, Object> client = settings.clientProperties(bootstrapServers);
            return new LocalKafka(directory, nodes, sockets, bootstrapServers, client);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** One controller does for nodes that live and die together, and spares the election of the others. */
    private static NodeProperties.Ports ports(ClusterSettings settings, int nodeId) {
        int broker = settings.brokerPort(nodeId);
        return nodeId == 1 ? NodeProperties.Ports.of(broker, 0) : NodeProperties.Ports.brokerOnly(broker);
    }

    static String bootstrapServers(SortedMap<Integer, NodeProperties.Ports> ports) {
        return ports.values().stream()
                .map(each -> KafkaNode.HOST + ":" + each.broker())
                .collect(Collectors.joining(","));
    }

    /** The nodes' addresses, as a client's bootstrap.servers takes them. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** What a client needs to connect: the addresses, and the login if there is one. */
    public Map<String, Object> clientProperties() {
        return Map.copyOf(client);
    }

    /** Where the data is: node-1/data and so on. */
    public Path directory() {
        return directory.path();
    }

    /**
     * Creates a topic with the default replication factor, which is 3 or the number of nodes if there are fewer, and
     * waits until each partition has a leader.
     *
     * @throws LocalKafkaException if it exists already, or the broker refuses it
     */
    public void createTopic(String name, int partitions) {
        Topics.create(client, Topics.topic(name, partitions));
    }

    /**
     * Creates a topic and waits until each partition has a leader.
     *
     * @throws LocalKafkaException if it exists already, or the broker refuses it
     */
    public void createTopic(String name, int partitions, int replicationFactor) {
        Topics.create(client, Topics.topic(name, partitions, replicationFactor));
    }

    /**
     * Creates a topic, with topic properties if it has any, and waits until each partition has a leader.
     *
     * @throws LocalKafkaException if it exists already, or the broker refuses it
     */
    public void createTopic(NewTopic topic) {
        Topics.create(client, topic);
    }

    /**
     * Stops the nodes, within half a minute, and deletes the directory if it was a temporary one. A second call does
     * nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean stopped = nodes.stop();
        sockets.forEach(BoundSockets::close);
        if (stopped) {
            directory.close();
        } else if (directory.temporary()) {
            // A broker that still runs halts the whole JVM when its directory goes away.
            log.warn("Directory {} is left behind: a node did not stop in time", directory.path());
        }
    }
}
