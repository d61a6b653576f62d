package dev.headgate.localkafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.StandardFaultHandlerFactory;

/**
 * The process of one node. Arguments: the path of its server.properties, and the cluster id for a new directory. It
 * tells the parent on standard output how the start went, in one line of {@link NodeStatus}; it ends when its standard
 * input does, which is when the parent is gone, however that came about.
 */
final class NodeMain {

    private NodeMain() {}

    static void main(String[] args) {
        PrintStream toParent = System.out;
        // Nothing but the status may reach the parent.
        System.setOut(System.err);
        endWithTheParent();
        try {
            run(Path.of(args[0]), args[1]);
            toParent.println(NodeStatus.ready().line());
        } catch (PortInUseException e) {
            toParent.println(NodeStatus.portInUse(e.port()).line());
            Runtime.getRuntime().halt(1);
        } catch (IOException | RuntimeException | LinkageError e) {
            toParent.println(NodeStatus.failed(String.valueOf(e.getMessage())).line());
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(Path serverProperties, String clusterId) throws IOException {
        Map<String, String> properties = load(serverProperties);
        BoundSockets sockets = BoundSockets.bind(ports(properties));
        KafkaNodes nodes = new KafkaNodes(
                List.of(KafkaNode.build(properties, clusterId, sockets, new StandardFaultHandlerFactory())));
        nodes.start();
        Runtime.getRuntime().addShutdownHook(new Thread(nodes::stop, "node-stop"));
    }

    private static Map<String, String> load(Path serverProperties) throws IOException {
        Properties loaded = new Properties();
        try (Reader reader = Files.newBufferedReader(serverProperties, StandardCharsets.UTF_8)) {
            loaded.load(reader);
        }
        Map<String, String> properties = new HashMap<>();
        loaded.stringPropertyNames().forEach(name -> properties.put(name, loaded.getProperty(name, "")));
        return properties;
    }

    private static NodeProperties.Ports ports(Map<String, String> properties) {
        String[] listeners = properties.getOrDefault("listeners", "").split(",", -1);
        return NodeProperties.Ports.of(port(listeners[0]), port(listeners[1]));
    }

    private static int port(String listener) {
        return Integer.parseInt(listener.substring(listener.lastIndexOf(':') + 1));
    }

    private static void endWithTheParent() {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                System.err.println("The parent cannot be watched any more: " + e);
            }
            // No orderly stop: the log recovers by itself, and nobody is left to wait for it.
            Runtime.getRuntime().halt(2);
        });
    }
}
