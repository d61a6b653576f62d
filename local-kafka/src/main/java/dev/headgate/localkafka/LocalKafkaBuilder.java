package dev.headgate.localkafka;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a local Kafka is to be: how many nodes, on which ports, where its data is and with which broker properties.
 * Not thread-safe; can start several clusters one after another.
 */
public final class LocalKafkaBuilder {

    private static final int MOST_NODES = 9;

    private final Map<String, String> properties = new HashMap<>();
    private final List<Integer> advertisedPorts = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private int nodes = 1;
    private int port;
    private Optional<Path> directory = Optional.empty();
    private Optional<Credentials> credentials = Optional.empty();
    private Optional<Tls> tls = Optional.empty();

    LocalKafkaBuilder() {}

    /**
     * Sets the number of nodes; 1 unless set. Each is a broker. In this JVM node 1 is the controller as well; as
     * processes all nodes are, so that any one of them may go.
     *
     * @throws IllegalArgumentException unless 1 to 9
     */
    public LocalKafkaBuilder nodes(int count) {
        if (count < 1 || count > MOST_NODES) {
            throw new IllegalArgumentException("nodes must be 1 to " + MOST_NODES + ", not " + count);
        }
        nodes = count;
        return this;
    }

    /**
     * Sets the port of node 1; node 2 takes the port after it, and so on. 0, which is the default, means any free
     * port for each node.
     *
     * @throws IllegalArgumentException unless 0 to 65535
     */
    public LocalKafkaBuilder port(int first) {
        if (first < 0 || first > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + first);
        }
        port = first;
        return this;
    }

    /**
     * Keeps the data in this directory, which is made if needed and survives the close. Without it, the data is in a
     * temporary directory that the close deletes.
     */
    public LocalKafkaBuilder directory(Path path) {
        directory = Optional.of(path);
        return this;
    }

    /** Lets in only clients that log in as this user, by SASL/PLAIN; see {@link LocalKafka#clientProperties()}. */
    public LocalKafkaBuilder login(String user, String password) {
        credentials = Optional.of(new Credentials(user, password));
        return this;
    }

    /**
     * Speaks TLS on the brokers' ports; see {@link LocalKafka#clientProperties()}.
     *
     * @param store a PKCS12 file with the nodes' key, and their certificate, for 127.0.0.1 and localhost, as trusted
     */
    public LocalKafkaBuilder tls(Path store, String password) {
        tls = Optional.of(new Tls(store, password));
        return this;
    }

    /**
     * Sets a broker property, by its name in server.properties, on every node; it wins over the default.
     *
     * @throws IllegalArgumentException for the properties that tie the nodes together, such as listeners
     */
    public LocalKafkaBuilder property(String name, String value) {
        if (NodeProperties.OWN.contains(name)) {
            throw new IllegalArgumentException("property " + name + " cannot be set to " + value
                    + ": a local Kafka sets it from its nodes, port and directory; set those instead");
        }
        properties.put(name, value);
        return this;
    }

    /**
     * Sends clients, and the other brokers, to these ports instead of those the nodes listen on: to proxies, one for each
     * node, node 1 first.
     */
    public LocalKafkaBuilder advertisedPorts(List<Integer> proxies) {
        advertisedPorts.clear();
        advertisedPorts.addAll(proxies);
        return this;
    }

    /** Adds an option to the command line of each child JVM, such as -Xmx1g; {@link #start()} does not use it. */
    public LocalKafkaBuilder jvmOption(String option) {
        jvmOptions.add(option);
        return this;
    }

    /**
     * Starts the nodes in this JVM and waits until they take records.
     *
     * @throws PortInUseException if a port that was asked for is taken
     * @throws LocalKafkaException if a node does not start
     */
    public LocalKafka start() {
        return LocalKafka.start(settings());
    }

    /**
     * Starts each node as a JVM of its own and waits until all of them take records.
     *
     * @throws PortInUseException if a port that was asked for is taken
     * @throws LocalKafkaException if a node does not start
     */
    public LocalKafkaCluster startProcesses() {
        return LocalKafkaCluster.start(settings());
    }

    private ClusterSettings settings() {
        int last = port + nodes - 1;
        if (port > 0 && last > 65_535) {
            throw new IllegalArgumentException(
                    "port " + port + " with " + nodes + " nodes ends at port " + last + "; 65535 is the last there is");
        }
        if (!advertisedPorts.isEmpty() && advertisedPorts.size() != nodes) {
            throw new IllegalArgumentException("advertised ports must be one for each of the " + nodes + " nodes, not "
                    + advertisedPorts.size() + ": " + advertisedPorts);
        }
        Map<String, String> all = new HashMap<>();
        credentials.ifPresent(login -> all.putAll(login.brokerProperties()));
        tls.ifPresent(files -> all.putAll(files.brokerProperties()));
        all.putAll(properties);
        return new ClusterSettings(nodes, port, directory, credentials, tls, all, advertisedPorts, jvmOptions);
    }
}
