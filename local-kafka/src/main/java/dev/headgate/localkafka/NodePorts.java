package dev.headgate.localkafka;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Picks ports for node processes that keep them over a restart. They lie below the range from which operating systems
 * serve outgoing connections: a port from that range could be gone while its node is down.
 */
final class NodePorts {

    private static final int FIRST = 20_000;
    private static final int AFTER_LAST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private NodePorts() {}

    /**
     * The ports of all nodes, free at the time of the call.
     *
     * @throws PortInUseException if one that was asked for is taken
     */
    static SortedMap<Integer, NodeProperties.Ports> pick(ClusterSettings settings) {
        Set<Integer> taken = new HashSet<>();
        for (int nodeId = 1; nodeId <= settings.nodes(); nodeId++) {
            taken.add(settings.brokerPort(nodeId));
        }
        SortedMap<Integer, NodeProperties.Ports> ports = new TreeMap<>();
        for (int nodeId = 1; nodeId <= settings.nodes(); nodeId++) {
            int wanted = settings.brokerPort(nodeId);
            if (wanted != 0) {
                checkFree(wanted);
            }
            ports.put(nodeId, NodeProperties.Ports.of(wanted == 0 ? free(taken) : wanted, free(taken)));
        }
        return ports;
    }

    private static int free(Set<Integer> taken) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, AFTER_LAST);
            if (taken.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new LocalKafkaException("no free port found from " + FIRST + " to " + (AFTER_LAST - 1)
                + ": stop some of the processes that listen there");
    }

    private static boolean isFree(int port) {
        try {
            checkFree(port);
            return true;
        } catch (PortInUseException e) {
            return false;
        }
    }

    private static void checkFree(int port) {
        BoundSockets.bind(NodeProperties.Ports.brokerOnly(port)).close();
    }
}
