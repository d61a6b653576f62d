package dev.headgate.localkafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The listening sockets of a node, bound before the node is built: each node has to know the ports of all others
 * in its properties, and a port that is held from then on cannot be lost to another process in between.
 */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {

    private static final int BACKLOG = 50;

    private final ServerSocketChannel broker;
    private final Optional<ServerSocketChannel> controller;

    private BoundSockets(ServerSocketChannel broker, Optional<ServerSocketChannel> controller) {
        this.broker = broker;
        this.controller = controller;
    }

    /**
     * Binds the sockets; port 0 means any free one.
     *
     * @throws PortInUseException if one is taken
     */
    static BoundSockets bind(NodeProperties.Ports ports) {
        ServerSocketChannel broker = bind(ports.broker());
        try {
            return new BoundSockets(
                    broker,
                    ports.controller().isPresent()
                            ? Optional.of(bind(ports.controller().getAsInt()))
                            : Optional.empty());
        } catch (RuntimeException e) {
            closeQuietly(broker);
            throw e;
        }
    }

    NodeProperties.Ports ports() {
        return new NodeProperties.Ports(
                port(broker), controller.map(each -> OptionalInt.of(port(each))).orElse(OptionalInt.empty()));
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress socketAddress, int listenBacklogSize, int recvBufferSize)
            throws IOException {
        ServerSocketChannel channel =
                listenerName.equals(NodeProperties.CONTROLLER_LISTENER) ? controller.orElseThrow() : broker;
        channel.configureBlocking(false);
        return channel;
    }

    /** Frees the ports; the node does it itself once it has started. */
    @Override
    public void close() {
        closeQuietly(broker);
        controller.ifPresent(BoundSockets::closeQuietly);
    }

    private static int port(ServerSocketChannel channel) {
        return channel.socket().getLocalPort();
    }

    private static ServerSocketChannel bind(int port) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(InetAddress.ofLiteral(KafkaNode.HOST), port), BACKLOG);
                return channel;
            } catch (IOException e) {
                closeQuietly(channel);
                throw e;
            }
        } catch (BindException e) {
            if (permissionDenied(e)) {
                throw new LocalKafkaException(
                        "port " + port + " cannot be bound without privileges: use 1024 or above", e);
            }
            PortInUseException inUse = new PortInUseException(port);
            inUse.initCause(e);
            throw inUse;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean permissionDenied(BindException e) {
        return String.valueOf(e.getMessage()).contains("ermission");
    }

    private static void closeQuietly(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
