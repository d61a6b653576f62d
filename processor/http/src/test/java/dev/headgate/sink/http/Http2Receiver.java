package dev.headgate.sink.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of HTTP/2 in clear text that allows few streams at a time, and answers 204 when the test says so. Takes one
 * connection, whose first request asks for the upgrade and is answered at once.
 */
final class Http2Receiver implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int ACK = 1;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    /** {@code :status: 204}, by its index in HPACK's table. */
    private static final byte[] STATUS_204 = {(byte) 0x89};

    private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int streams;
    private final Deque<Integer> open = new ArrayDeque<>();
    private final List<String> bodies = new ArrayList<>();
    private int mostOpen;
    private OutputStream out = OutputStream.nullOutputStream();

    /** @param streams how many requests may be under way at a time */
    Http2Receiver(int streams) {
        this.streams = streams;
        try {
            server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var _ = threads.submit(this::serve);
    }

    String url() {
        return "http://localhost:" + server.getLocalPort() + "/in";
    }

    /** The bodies of the requests over HTTP/2, as they came. */
    synchronized List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** The most that were under way at a time. */
    synchronized int mostOpen() {
        return mostOpen;
    }

    synchronized int open() {
        return open.size();
    }

    /** Returns the oldest request. */
    synchronized void answer() throws IOException {
        send(HEADERS, END_STREAM_AND_HEADERS, open.removeFirst(), STATUS_204);
    }

    private Object serve() throws IOException {
        try (Socket connection = server.accept()) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            out = connection.getOutputStream();
            upgrade(in);
            while (true) {
                int typeAndLength = in.readInt();
                byte[] payload = new byte[typeAndLength >>> 8];
                int type = typeAndLength & 0xFF;
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                in.readFully(payload);
                take(type, flags, stream, payload);
            }
        }
    }

    private void upgrade(DataInputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        Matcher length = LENGTH.matcher(head.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
        in.skipNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        out.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        byte[] limit = ByteBuffer.allocate(6)
                .putShort((short) MAX_CONCURRENT_STREAMS)
                .putInt(streams)
                .array();
        send(SETTINGS, 0, 0, limit);
        in.skipNBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
        send(HEADERS, END_STREAM_AND_HEADERS, 1, STATUS_204);
    }

    private synchronized void take(int type, int flags, int stream, byte[] payload) throws IOException {
        switch (type) {
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    send(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case PING -> send(PING, ACK, 0, payload);
            case HEADERS -> {
                open.addLast(stream);
                mostOpen = Math.max(mostOpen, open.size());
            }
            case DATA -> {
                if (payload.length > 0) {
                    bodies.add(new String(payload, StandardCharsets.US_ASCII));
                }
            }
            default -> {
                // windows and resets: there is room enough
            }
        }
    }

    private synchronized void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        out.write(frame.array());
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
