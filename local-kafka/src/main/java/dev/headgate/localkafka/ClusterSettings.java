package dev.headgate.localkafka;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a local Kafka is started with.
 *
 * @param nodes how many nodes
 * @param port the broker port of node 1, the next nodes take the ports after it; 0 means any free port for each
 * @param directory where the data is kept; empty means a temporary directory, deleted on close
 * @param properties broker properties on top of the defaults, under their names in server.properties
 * @param jvmOptions options of each child JVM; unused in process
 */
record ClusterSettings(
        int nodes, int port, Optional<Path> directory, Map<String, String> properties, List<String> jvmOptions) {

    ClusterSettings {
        properties = Map.copyOf(properties);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** The broker port of a node, 0 for any free one. */
    int brokerPort(int nodeId) {
        return port == 0 ? 0 : port + nodeId - 1;
    }
}
