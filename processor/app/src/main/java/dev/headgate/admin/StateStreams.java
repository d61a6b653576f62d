package dev.headgate.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Those who watch by server-sent events, at most {@value #MOST}. For each there is room for one event: a newer one takes the
 * place of one that could not be sent yet. So a slow browser skips seconds, and one that takes nothing any more costs one
 * event and is cut off after {@value #STALL_SECONDS} s.
 *
 * <p>An event is made once, by the dashboard's thread, whatever the number of clients, and not at all without any. Each
 * client is written to by the virtual thread of its own request.
 */
final class StateStreams implements AutoCloseable {
    static final int MOST = 16;
    static final int STALL_SECONDS = ClientWriter.STALL_SECONDS;

    /** So often something is sent, so that a vanished client is noticed, and proxies don't take the silence for the end. */
    private static final long HEARTBEAT_SECONDS = 10;

    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PREAMBLE = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    /** One who watches. */
    private static final class Client {
        private final BlockingQueue<byte[]> pending = new ArrayBlockingQueue<>(1);
        private final ClientWriter writer;

        Client(OutputStream out) {
            writer = new ClientWriter(out);
        }

        /** Called by the publisher alone, so that the second offer finds room. */
        void offer(byte[] event) {
            if (!pending.offer(event)) {
                pending.poll();
                pending.offer(event);
            }
        }
    }

    /** How many watch. */
    int watching() {
        return count.get();
    }

    /** Whether it is worth making an event. */
    boolean hasClients() {
        return !clients.isEmpty();
    }

    /** Leaves an event for all clients, and cuts off those who don't take theirs. Called by one thread; never blocks. */
    void publish(String name, byte[] json) {
        byte[] event = event(name, json);
        long now = System.nanoTime();
        for (Client client : clients) {
            if (client.writer.isStalled(now)) {
                client.writer.cut();
            } else {
                client.offer(event);
            }
        }
    }

    private static byte[] event(String name, byte[] json) {
        byte[] head = ("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        byte[] event = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(json, 0, event, head.length, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    /** Serves one client until it goes, is cut off, or this is closed. Called by the request's own thread. */
    void serve(HttpExchange exchange, byte[] firstState) throws IOException {
        if (closed || count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            exchange.getResponseHeaders().set("Retry-After", "10");
            EndpointResponses.text(
                    exchange, 503, "already " + MOST + " clients watch this stream; close one, or use /api/state");
            return;
        }
        EndpointResponses.begin(exchange, "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        Client client = new Client(exchange.getResponseBody());
        try {
            client.writer.write(PREAMBLE);
            client.writer.write(event("state", firstState));
            clients.add(client);
            while (!closed) {
                byte[] event = client.pending.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
                client.writer.write(event == null ? HEARTBEAT : event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.remove(client);
            count.decrementAndGet();
        }
    }

    /** Ends all streams. */
    @Override
    public void close() {
        closed = true;
        clients.forEach(client -> client.writer.cut());
    }
}
