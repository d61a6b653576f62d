package dev.headgate.localkafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * What a local Kafka is started with.
 *
 * @param nodes how many nodes
 * @param port the broker port of node 1, the next nodes take the ports after it; 0 means any free port for each
 * @param directory where the data is kept; empty means a temporary directory, deleted on close
 * @param credentials the login that clients need; empty means none
 * @param tls what clients must trust; empty means no TLS
 * @param properties broker properties on top of the defaults, under their names in server.properties
 * @param advertisedPorts the ports that the nodes tell clients to come to, node 1 first; empty means their own
 * @param jvmOptions options of each child JVM; unused in process
 */
record ClusterSettings(
        int nodes,
        int port,
        Optional<Path> directory,
        Optional<Credentials> credentials,
        Optional<Tls> tls,
        Map<String, String> properties,
        List<Integer> advertisedPorts,
        List<String> jvmOptions) {

    ClusterSettings {
        properties = Map.copyOf(properties);
        advertisedPorts = List.copyOf(advertisedPorts);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** What a client needs to connect to these addresses. */
    Map<String, Object> clientProperties(String bootstrapServers) {
        Map<String, Object> client =
                new HashMap<>(credentials.map(Credentials::clientProperties).orElse(Map.of()));
        tls.ifPresent(files -> client.putAll(files.clientProperties(credentials.isPresent())));
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return client;
    }

    /** The broker properties of one node. */
    Map<String, String> propertiesOf(int nodeId) {
        if (advertisedPorts.isEmpty()) {
            return properties;
        }
        Map<String, String> all = new HashMap<>(properties);
        all.put(
                "advertised.listeners",
                NodeProperties.BROKER_LISTENER + "://" + KafkaNode.HOST + ":" + advertisedPorts.get(nodeId - 1));
        return all;
    }

    /** The broker port of a node, 0 for any free one. */
    int brokerPort(int nodeId) {
        return port == 0 ? 0 : port + nodeId - 1;
    }
}
