package dev.headgate.localkafka;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ProcessRole;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** One node in this JVM: a broker, and a controller if its properties say so, around one metadata log. Each step may run on any thread, in order. */
final class KafkaNode {

    /** An address and not a name: localhost may resolve to an IPv6 address that nothing listens on. */
    static final String HOST = "127.0.0.1";

    private final Optional<ControllerServer> controller;
    private final BrokerServer broker;

    private KafkaNode(Optional<ControllerServer> controller, BrokerServer broker) {
        this.controller = controller;
        this.broker = broker;
    }

    /**
     * Formats the node's directory if it is new, and builds the node without starting it.
     *
     * @param clusterId for a new directory; a formatted one keeps its own
     * @param faults what a fault that a broker does not survive leads to
     * @throws LocalKafkaException if a property is wrong or the directory cannot be used
     */
    static KafkaNode build(
            Map<String, String> properties, String clusterId, ServerSocketFactory sockets, FaultHandlerFactory faults) {
        try {
            KafkaConfig config = new KafkaConfig(properties, false);
            format(config, clusterId);
            Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> formatted =
                    KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaNode.class), "");
            SharedServer shared = new SharedServer(
                    config,
                    formatted._1(),
                    Time.SYSTEM,
                    new Metrics(),
                    CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(
                            config.quorumConfig().voters())),
                    List.of(),
                    faults,
                    sockets);
            Optional<ControllerServer> controller = config.processRoles().contains(ProcessRole.ControllerRole)
                    ? Optional.of(new ControllerServer(shared, KafkaRaftServer.configSchema(), formatted._2()))
                    : Optional.empty();
            return new KafkaNode(controller, new BrokerServer(shared));
        } catch (ConfigException e) {
            throw new LocalKafkaException("the broker does not take a property: " + e.getMessage(), e);
        } catch (Exception e) {
            throw new LocalKafkaException(
                    "directory " + properties.get("log.dirs") + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Starts controller and broker; returns when the controller of the cluster lets the broker serve. */
    void start() {
        controller.ifPresent(ControllerServer::startup);
        broker.startup();
    }

    void stopBroker(Duration limit) {
        broker.shutdown(limit);
    }

    void stopController() {
        controller.ifPresent(ControllerServer::shutdown);
    }

    private static void format(KafkaConfig config, String clusterId) throws Exception {
        Formatter formatter = new Formatter()
                .setNodeId(config.nodeId())
                .setClusterId(clusterId)
                .setControllerListenerName(NodeProperties.CONTROLLER_LISTENER)
                .setMetadataLogDirectory(config.metadataLogDir())
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        config.logDirs().forEach(formatter::addDirectory);
        formatter.run();
    }
}
