package dev.headgate.localkafka;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The broker properties of a node: defaults that suit one developer's machine, then what the caller set. */
final class NodeProperties {

    static final String BROKER_LISTENER = "PLAINTEXT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String INTER_BROKER_SASL = "sasl.mechanism.inter.broker.protocol";

    /** The properties that only a local Kafka itself can set, since they must agree between the nodes. */
    static final Set<String> OWN = Set.of(
            "node.id",
            "broker.id",
            "process.roles",
            "listeners",
            "advertised.listeners",
            "listener.security.protocol.map",
            "inter.broker.listener.name",
            "controller.listener.names",
            "controller.quorum.voters",
            "controller.quorum.bootstrap.servers",
            "log.dir",
            "log.dirs",
            "metadata.log.dir");

    private NodeProperties() {}

    /**
     * The ports a node listens on.
     *
     * @param broker for the clients and the other brokers
     * @param controller for the KRaft quorum; empty if the node has no part in it
     */
    record Ports(int broker, OptionalInt controller) {

        static Ports of(int broker, int controller) {
            return new Ports(broker, OptionalInt.of(controller));
        }

        static Ports brokerOnly(int broker) {
            return new Ports(broker, OptionalInt.empty());
        }
    }

    /** All properties of one node. The map of ports has every node of the cluster. */
    static SortedMap<String, String> of(
            int nodeId, SortedMap<Integer, Ports> ports, Path dataDirectory, Map<String, String> overrides) {
        SortedMap<String, String> properties = new TreeMap<>();
        properties.putAll(replication(ports.size()));
        properties.putAll(groups());
        properties.putAll(smallAndQuick());
        properties.putAll(overrides);
        String protocol = (overrides.containsKey(INTER_BROKER_SASL) ? "SASL_" : "")
                + (overrides.containsKey(Tls.BROKER_STORE) ? "SSL" : "PLAINTEXT");
        properties.putAll(own(nodeId, ports, dataDirectory, protocol));
        return properties;
    }

    /** Quicker detection of a dead node, for nodes that are killed and paused on purpose. */
    static Map<String, String> quickFailureDetection() {
        return Map.of("broker.heartbeat.interval.ms", "500", "broker.session.timeout.ms", "3000");
    }

    private static Map<String, String> own(
            int nodeId, SortedMap<Integer, Ports> ports, Path dataDirectory, String protocol) {
        List<String> voters = new ArrayList<>();
        ports.forEach(
                (id, each) -> each.controller().ifPresent(port -> voters.add(id + "@" + KafkaNode.HOST + ":" + port)));
        Ports mine = ports.getOrDefault(nodeId, Ports.brokerOnly(0));
        String brokerListener = listener(BROKER_LISTENER, mine.broker());
        boolean controls = mine.controller().isPresent();
        return Map.of(
                "node.id",
                Integer.toString(nodeId),
                "process.roles",
                controls ? "broker,controller" : "broker",
                "listeners",
                controls
                        ? brokerListener + ","
                                + listener(
                                        CONTROLLER_LISTENER, mine.controller().getAsInt())
                        : brokerListener,
                "listener.security.protocol.map",
                BROKER_LISTENER + ":" + protocol + "," + CONTROLLER_LISTENER + ":PLAINTEXT",
                "inter.broker.listener.name",
                BROKER_LISTENER,
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "controller.quorum.voters",
                String.join(",", voters),
                "log.dirs",
                dataDirectory.toString());
    }

    private static String listener(String name, int port) {
        return name + "://" + KafkaNode.HOST + ":" + port;
    }

    private static Map<String, String> replication(int nodes) {
        String replicationFactor = Integer.toString(Math.min(3, nodes));
        String minIsr = nodes < 3 ? "1" : "2";
        return Map.of(
                "default.replication.factor", replicationFactor,
                "offsets.topic.replication.factor", replicationFactor,
                "transaction.state.log.replication.factor", replicationFactor,
                "transaction.state.log.min.isr", minIsr,
                "share.coordinator.state.topic.replication.factor", replicationFactor,
                "share.coordinator.state.topic.min.isr", minIsr);
    }

    private static Map<String, String> groups() {
        Map<String, String> groups = new TreeMap<>();
        groups.put("group.initial.rebalance.delay.ms", "0");
        groups.put("group.min.session.timeout.ms", "100");
        for (String protocol : Set.of("consumer", "share", "streams")) {
            String prefix = "group." + protocol + ".";
            groups.put(prefix + "min.session.timeout.ms", "100");
            groups.put(prefix + "min.heartbeat.interval.ms", "50");
            // The broker tells the members how often to call: at Kafka's 5 s a rebalance takes several times 5 s.
            groups.put(prefix + "heartbeat.interval.ms", "500");
            groups.put(prefix + "assignment.interval.ms", "0");
        }
        return groups;
    }

    private static Map<String, String> smallAndQuick() {
        return Map.ofEntries(
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.num.partitions", "4"),
                // The cleaner takes this much heap at the start of each node; Kafka's default is 128 MB.
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024)),
                Map.entry("controller.quorum.election.timeout.ms", "500"),
                Map.entry("controller.quorum.election.backoff.max.ms", "500"),
                // A start that hangs ends in an error instead of never.
                Map.entry(
                        "server.max.startup.time.ms",
                        Long.toString(KafkaNodes.START_LIMIT.minusSeconds(5).toMillis())));
    }
}
