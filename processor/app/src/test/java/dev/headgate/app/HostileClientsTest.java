package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that mean harm: they are cut off, and the others are answered. By a processor of its own, since the limits are its
 * JVM's; {@code -Dfuzz.rounds} for more of the random requests.
 */
@Tag("broker")
@Tag("process")
@Timeout(240)
class HostileClientsTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1_000);
    private static final int CONNECTIONS = 1_000;
    private static final int DRIBBLING = 100;
    private static final int HEADER_BYTES = 16 * 1024;
    private static final String SANE = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private static final String TOKEN = "token-of-the-hostile-test-77";
    private static final int STREAMS = 16;

    @TempDir
    private static Path directory;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static ProcessorProcess process;

    private static int port;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        String topic = TestKafka.newTopic(1);
        process = ProcessorProcess.command(
                directory.resolve("run.log"),
                List.of(),
                List.of(
                        "run",
                        "--bootstrap-server=" + TestKafka.bootstrapServers(),
                        "--group=" + topic,
                        "--topic=" + topic,
                        "--set=headgate.admin.port=0",
                        "--set=headgate.sink.name=blackhole"),
                Map.of("HEADGATE_ADMIN_CONTROL_TOKEN", TOKEN));
        Pattern announced = Pattern.compile("state at http://127\\.0\\.0\\.1:(\\d+)/");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> announced.matcher(process.log()).find());
        Matcher found = announced.matcher(process.log());
        assertThat(found.find()).isTrue();
        port = Integer.parseInt(found.group(1));
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        sockets.add(socket);
        return socket;
    }

    /** What comes back until the server closes; a reset is an end too. */
    private static String answer(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException _) {
            return "";
        }
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
            } catch (SocketException _) {
                return ""; // cut off in the middle of what it said
            }
            return answer(socket);
        }
    }

    private void requireAnAnswer() throws IOException {
        assertThat(exchange(SANE)).startsWith("HTTP/1.1 200");
    }

    @Test
    void requests_that_dribble_in_are_cut_off_and_others_are_answered_meanwhile() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < DRIBBLING; i++) {
            Socket socket = connect();
            socket.getOutputStream().write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.ISO_8859_1));
            slow.add(socket);
        }
        requireAnAnswer();
        for (Socket socket : slow) {
            // Ends since the server hangs up: without a limit it would last until the socket's timeout, which throws.
            assertThat(answer(socket)).doesNotContain("200 OK");
        }
        requireAnAnswer();
    }

    @Test
    void no_more_connections_than_the_limit_are_kept() throws IOException {
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS + 20; i++) {
            idle.add(connect());
        }
        int refused = 0;
        for (Socket socket : idle.subList(CONNECTIONS, idle.size())) {
            refused += answer(socket).isEmpty() ? 1 : 0;
        }
        assertThat(refused).isEqualTo(20);
        for (Socket socket : idle) {
            socket.close();
        }
        await().untilAsserted(this::requireAnAnswer);
    }

    @Test
    void headers_that_are_too_large_or_too_many_are_refused() throws IOException {
        String large = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(HEADER_BYTES) + "\r\n\r\n";
        assertThat(exchange(large)).doesNotContain("200 OK");
        String many = "GET / HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(1_000) + "\r\n";
        assertThat(exchange(many)).doesNotContain("200 OK");
        requireAnAnswer();
    }

    private static String command(String token, String body) {
        return "POST /api/control HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + token
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void no_token_but_the_right_one_commands_anything() throws IOException {
        Random random = new Random(20_261_125);
        String pause = "{\"command\":\"pause\"}";
        for (int round = 0; round < ROUNDS / 4; round++) {
            StringBuilder wrong = new StringBuilder(TOKEN);
            switch (random.nextInt(4)) {
                case 0 -> wrong.setLength(random.nextInt(TOKEN.length()));
                case 1 -> wrong.append((char) (33 + random.nextInt(90)));
                case 2 -> wrong.setCharAt(random.nextInt(TOKEN.length()), (char) (127 + random.nextInt(120)));
                default -> wrong.setCharAt(random.nextInt(TOKEN.length()), '\u0001');
            }
            assertThat(exchange(command(wrong.toString(), pause)))
                    .as("round %s: %s", round, wrong)
                    .doesNotContain(" 200 ", "\tat ");
        }
        assertThat(exchange("GET /api/state HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains("\"state\":\"RUNNING\"")
                .doesNotContain("\"OPERATOR\"");
        assertThat(exchange(command(TOKEN, pause))).as("the right one").startsWith("HTTP/1.1 200");
        assertThat(exchange(command(TOKEN, pause.replace("pause", "resume")))).startsWith("HTTP/1.1 200");
        assertThat(process.log()).doesNotContain(TOKEN);
    }

    @Test
    void commands_of_any_bytes_are_answered_in_one_line() throws IOException {
        Random random = new Random(20_261_126);
        List<String> sane = List.of(
                "{\"command\":\"resume\"}",
                "{\"command\":\"resume\",\"topic\":\"a\",\"partition\":0}",
                "{\"command\":\"seek\",\"topic\":\"a\",\"partition\":0,\"offset\":1}",
                "{\"command\":\"seek\",\"topic\":\"a\",\"partition\":0,\"time\":\"2026-01-31T12:00:00Z\"}");
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder body = new StringBuilder(sane.get(round % sane.size()));
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(body.length());
                switch (random.nextInt(4)) {
                    case 0 -> body.insert(at, "\r\n\"\\[]{}:9e-".charAt(random.nextInt(12)));
                    case 1 -> body.deleteCharAt(at);
                    case 2 -> body.insert(at, "9".repeat(1 + random.nextInt(400)));
                    default -> body.setCharAt(at, (char) random.nextInt(256));
                }
            }
            assertThat(exchange(command(TOKEN, body.toString())))
                    .as("round %s: %s", round, body)
                    .containsPattern("^HTTP/1\\.1 (200|400|409) ")
                    .doesNotContain("\tat ", "dev.headgate", TOKEN);
        }
        assertThat(exchange(command(TOKEN, "[".repeat(4_096)))).startsWith("HTTP/1.1 400");
        assertThat(exchange(command(TOKEN, " ".repeat(5_000)))).startsWith("HTTP/1.1 413");
        Socket dribbling = connect();
        dribbling
                .getOutputStream()
                .write(command(TOKEN, "{}").replace("Length: 2", "Length: 99").getBytes(StandardCharsets.US_ASCII));
        assertThat(answer(dribbling)).as("a body that never comes").doesNotContain(" 200 ");
        requireAnAnswer();
        assertThat(process.log()).doesNotContain("ERROR", "Exception", TOKEN);
    }

    @Test
    void those_who_watch_and_read_nothing_hold_up_nobody() throws IOException {
        List<Socket> watching = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            Socket socket = connect();
            socket.getOutputStream()
                    .write("GET /api/stream HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            watching.add(socket);
        }
        String one = "GET /api/stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        for (int i = 0; i < 10; i++) {
            assertThat(exchange(one)).startsWith("HTTP/1.1 503").contains("already " + STREAMS + " clients");
        }
        requireAnAnswer();
        for (Socket socket : watching) {
            socket.close();
        }
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            Socket socket = connect();
            socket.getOutputStream().write(one.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .as("room again")
                    .isEqualTo("HTTP/1.1 200");
        });
    }

    @Test
    void whatever_is_sent_the_next_client_is_answered() throws IOException {
        Random random = new Random(20_261_124);
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder request = new StringBuilder(SANE);
            for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
                int at = random.nextInt(request.length());
                switch (random.nextInt(3)) {
                    case 0 -> request.insert(at, "\r\n%00../ \u0000:".charAt(random.nextInt(11)));
                    case 1 -> request.deleteCharAt(at);
                    default -> request.setCharAt(at, (char) random.nextInt(256));
                }
            }
            String answer = exchange(request.toString());
            assertThat(answer).as("round %s: %s", round, request).doesNotContain("\tat ", "dev.headgate", "HTTP/1.1 5");
        }
        requireAnAnswer();
        assertThat(process.log()).doesNotContain("ERROR", "Exception");
    }
}
