package dev.headgate.localkafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A Kafka cluster of child processes, one JVM for each node, for tests of what happens when a broker dies or hangs.
 * Nodes are numbered from 1 and keep their ports and data over a restart. No child outlives this JVM. All methods may
 * be called from any thread; those that change a node wait for one another. Each throws
 * {@link IllegalArgumentException} for a node that the cluster does not have.
 *
 * <p>A majority of the nodes has to run for the cluster to work: of three, one may be down.
 */
public final class LocalKafkaCluster implements AutoCloseable {

    private static final int PORT_ATTEMPTS = 5;

    private final ClusterSettings settings;
    private final ClusterDirectory directory;
    private final SortedMap<Integer, NodeProperties.Ports> ports;
    private final String clusterId;
    private final SortedMap<Integer, NodeProcess> nodes = new TreeMap<>();
    private final Thread atExit = new Thread(this::end, "local-kafka-exit");

    private LocalKafkaCluster(
            ClusterSettings settings, ClusterDirectory directory, SortedMap<Integer, NodeProperties.Ports> ports) {
        this.settings = settings;
        this.directory = directory;
        this.ports = ports;
        this.clusterId = directory.clusterId();
    }

    static LocalKafkaCluster start(ClusterSettings settings) {
        for (int attempt = 1; ; attempt++) {
            ClusterDirectory directory = ClusterDirectory.open(settings.directory());
            LocalKafkaCluster cluster;
            try {
                cluster = new LocalKafkaCluster(settings, directory, NodePorts.pick(settings));
            } catch (RuntimeException e) {
                directory.close();
                throw e;
            }
            try {
                cluster.launchAll();
                return cluster;
            } catch (PortInUseException e) {
                cluster.close();
                // Lost between picking it and the node's start, unless the caller chose it.
                if (settings.port() != 0 || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
        }
    }

    /** The addresses of all nodes, running or not, as a client's bootstrap.servers takes them. */
    public String bootstrapServers() {
        return LocalKafka.bootstrapServers(ports);
    }

    /** The address of one node, running or not. */
    public String bootstrapServers(int node) {
        return KafkaNode.HOST + ":" + portsOf(node).broker();
    }

    /** Where the data is: for each node server.properties, node.log and data. */
    public Path directory() {
        return directory.path();
    }

    /** The log of a node, over all its runs. */
    public Path logFile(int node) {
        portsOf(node);
        return directory.node(node).resolve("node.log");
    }

    /** The process id of a node's last run. */
    public synchronized long pid(int node) {
        return process(node).pid();
    }

    /** Whether a node's process exists; true for a paused one. */
    public synchronized boolean isRunning(int node) {
        return process(node).isAlive();
    }

    /** As {@link LocalKafka#createTopic(String, int)}. */
    public void createTopic(String name, int partitions) {
        Topics.create(settings.clientProperties(bootstrapServers()), Topics.topic(name, partitions));
    }

    /** As {@link LocalKafka#createTopic(String, int, int)}. */
    public void createTopic(String name, int partitions, int replicationFactor) {
        Topics.create(settings.clientProperties(bootstrapServers()), Topics.topic(name, partitions, replicationFactor));
    }

    /** As {@link LocalKafka#createTopic(NewTopic)}. */
    public void createTopic(NewTopic topic) {
        Topics.create(settings.clientProperties(bootstrapServers()), topic);
    }

    /** Ends a node by SIGKILL, as a crash does, and returns when its process is gone. */
    public synchronized void kill(int node) {
        process(node).kill();
    }

    /** Ends a node by SIGTERM, in order, and returns when its process is gone; after half a minute it is killed. */
    public synchronized void stop(int node) {
        process(node).stop();
    }

    /**
     * Freezes a node by SIGSTOP: its connections stay open and get no answer.
     *
     * @throws LocalKafkaException if the node is not running, or the system has no such signal
     */
    public synchronized void pause(int node) {
        process(node).pause();
    }

    /**
     * Lets a paused node go on, by SIGCONT.
     *
     * @throws LocalKafkaException if the node is not running
     */
    public synchronized void resume(int node) {
        process(node).resume();
    }

    /**
     * Starts a node that was killed or stopped, on its ports and data, and waits until it takes records. After a kill
     * that takes some seconds more: the cluster first has to notice that the node was gone.
     *
     * @throws LocalKafkaException if the node is running, or does not start
     */
    public synchronized void start(int node) {
        if (process(node).isAlive()) {
            throw new LocalKafkaException("node " + node + " is running: stop or kill it before it is started");
        }
        launch(node);
        process(node).awaitReady();
    }

    /**
     * Starts every node that does not run, all of them before it waits for any: one alone has no majority, and would never
     * be ready.
     *
     * @throws LocalKafkaException if one does not start
     */
    public synchronized void startAll() {
        List<Integer> ended =
                nodes.keySet().stream().filter(node -> !process(node).isAlive()).toList();
        ended.forEach(this::launch);
        ended.forEach(node -> process(node).awaitReady());
    }

    /**
     * Ends all nodes and deletes the directory if it was a temporary one. Nodes with a directory of their own stop in
     * order, within half a minute; the others are killed.
     */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // The JVM is ending, and the hook finds nothing left to do.
        }
    }

    private synchronized void launchAll() {
        Runtime.getRuntime().addShutdownHook(atExit);
        ports.keySet().forEach(this::launch);
        nodes.values().forEach(NodeProcess::awaitReady);
    }

    private void launch(int node) {
        Path serverProperties = directory.node(node).resolve("server.properties");
        try {
            Files.createDirectories(directory.node(node));
            Properties properties = new Properties();
            Map<String, String> overrides = new HashMap<>(NodeProperties.quickFailureDetection());
            overrides.putAll(settings.propertiesOf(node));
            properties.putAll(NodeProperties.of(node, ports, directory.data(node), overrides));
            try (Writer writer = Files.newBufferedWriter(serverProperties, StandardCharsets.UTF_8)) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        nodes.put(node, NodeProcess.launch(serverProperties, clusterId, logFile(node), settings.jvmOptions()));
    }

    private synchronized void end() {
        List<NodeProcess> running =
                nodes.values().stream().filter(NodeProcess::isAlive).toList();
        if (directory.temporary()) {
            running.forEach(NodeProcess::kill);
        } else {
            running.parallelStream().forEach(NodeProcess::stop);
        }
        directory.close();
    }

    private NodeProperties.Ports portsOf(int node) {
        NodeProperties.Ports found = ports.get(node);
        if (found == null) {
            throw noSuchNode(node);
        }
        return found;
    }

    private NodeProcess process(int node) {
        NodeProcess found = nodes.get(node);
        if (found == null) {
            throw noSuchNode(node);
        }
        return found;
    }

    private IllegalArgumentException noSuchNode(int node) {
        return new IllegalArgumentException("there is no node " + node + ": the nodes are 1 to " + settings.nodes());
    }
}
