package dev.headgate.faults;

import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of a broker's advertised listener and does to the bytes what networks do. Counts what it did, so that a
 * test can prove that a fault fired. Thread-safe.
 */
final class TcpProxy implements AutoCloseable {
    enum Direction {
        TO_BROKER,
        TO_CLIENT
    }

    private static final int NONE = -1;

    private final ServerSocket server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Set<Direction> holes = EnumSet.noneOf(Direction.class);
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger delayed = new AtomicInteger();
    private final AtomicInteger resets = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger loseReplyTo = new AtomicInteger(NONE);
    private final AtomicReference<@Nullable Direction> cut = new AtomicReference<>();
    private volatile int target;
    private volatile Duration latency = Duration.ZERO;

    TcpProxy() {
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("proxy-accept").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Where the broker really listens, as host and port. Connections before this is known are refused. */
    void target(String address) {
        target = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    /** A broker whose clients come by this proxy. To be closed by the caller. */
    LocalKafka startKafka() {
        LocalKafka started =
                LocalKafka.builder().advertisedPorts(List.of(port())).start();
        target(started.bootstrapServers());
        return started;
    }

    /** Each piece of data waits this long. */
    void latency(Duration each) {
        latency = each;
    }

    /**
     * Bytes of these directions go nowhere until {@link #heal()}: the connections stay open. Those of the other brokers are
     * spared, so that what they replicate and who leads stays as it is.
     */
    void blackHole(Set<Direction> directions) {
        synchronized (holes) {
            holes.addAll(directions);
        }
    }

    /** Half of the next piece of data in this direction passes; then the connection is reset. Once. */
    void cutInside(Direction direction) {
        cut.set(direction);
    }

    /** The next request of this API key reaches the broker; its reply doesn't reach the client, but a reset does. Once. */
    void loseReplyTo(short apiKey) {
        loseReplyTo.set(apiKey);
    }

    void resetAll() {
        links.forEach(Link::reset);
    }

    /** Ends latency and black holes; what was held passes. */
    void heal() {
        latency = Duration.ZERO;
        synchronized (holes) {
            holes.clear();
            holes.notifyAll();
        }
    }

    /** How many connections there are now. */
    int open() {
        return links.size();
    }

    int accepted() {
        return accepted.get();
    }

    int delayed() {
        return delayed.get();
    }

    int resets() {
        return resets.get();
    }

    int repliesLost() {
        return lost.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                accepted.incrementAndGet();
                connect(client);
            } catch (IOException e) {
                // Closed, which ends the loop, or a client that was gone again.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
            Link link = new Link(client, broker);
            links.add(link);
            Thread.ofVirtual().start(() -> link.pump(Direction.TO_BROKER, client, broker));
            Thread.ofVirtual().start(() -> link.pump(Direction.TO_CLIENT, broker, client));
        } catch (IOException | IllegalArgumentException e) {
            client.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        heal();
        resetAll();
    }

    /** One client's connection and the one behind it. */
    private final class Link {
        private final Socket client;
        private final Socket broker;
        private final RequestFrames requests = new RequestFrames();
        private volatile boolean loseNext;
        private volatile boolean named;
        private volatile boolean ofBroker;

        Link(Socket client, Socket broker) {
            this.client = client;
            this.broker = broker;
        }

        void pump(Direction direction, Socket from, Socket to) {
            byte[] buffer = new byte[64 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                    if (!pass(direction, buffer, count, out)) {
                        break;
                    }
                }
            } catch (IOException e) {
                // The other side's end of this connection, by a reset or an orderly close.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        private boolean pass(Direction direction, byte[] buffer, int count, OutputStream out)
                throws IOException, InterruptedException {
            if (!latency.isZero()) {
                delayed.incrementAndGet();
                Thread.sleep(latency);
            }
            if (direction == Direction.TO_BROKER && !named) {
                named = true;
                ofBroker = clientId(buffer, count).startsWith("broker-");
            }
            awaitWayOut(direction);
            if (count > 1 && cut.compareAndSet(direction, null)) {
                out.write(buffer, 0, count / 2);
                reset();
                return false;
            }
            if (direction == Direction.TO_CLIENT && loseNext) {
                lost.incrementAndGet();
                reset();
                return false;
            }
            watchFor(direction, buffer, count);
            out.write(buffer, 0, count);
            return true;
        }

        /** Behind length, API key, version and correlation id: the length of the client's id, and the id. */
        private static String clientId(byte[] request, int count) {
            int length = count < 14 ? 0 : (request[12] << 8) | (request[13] & 0xff);
            return length <= 0 || 14 + length > count ? "" : new String(request, 14, length, StandardCharsets.UTF_8);
        }

        private void watchFor(Direction direction, byte[] buffer, int count) {
            if (direction == Direction.TO_BROKER) {
                int wanted = loseReplyTo.get();
                if (requests.begins(buffer, count, wanted) && loseReplyTo.compareAndSet(wanted, NONE)) {
                    loseNext = true;
                }
            }
        }

        private void awaitWayOut(Direction direction) throws InterruptedException {
            synchronized (holes) {
                while (!ofBroker && holes.contains(direction)) {
                    holes.wait();
                }
            }
        }

        void reset() {
            resets.incrementAndGet();
            try {
                client.setSoLinger(true, 0);
                broker.setSoLinger(true, 0);
            } catch (IOException e) {
                // Closed already.
            }
            end();
        }

        private void end() {
            links.remove(this);
            try (client;
                    broker) {
                // Closes both.
            } catch (IOException e) {
                // Closed already.
            }
        }
    }
}
