package dev.headgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.headgate.internal.watch.EndedRecords;
import dev.headgate.state.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class RecordStreamsTest {
    private static final String TOKEN = "correct-horse-battery";

    private final EndedRecords endedRecords = new EndedRecords();
    private final RecordStreams streams =
            new RecordStreams(JsonMapper.builder().build(), endedRecords::subscribe, new TokenCheck(TOKEN));
    private final List<Socket> sockets = new ArrayList<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @SuppressWarnings("NullAway.Init") // before each test
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.setExecutor(executor);
        server.createContext(
                RecordStreams.PATH,
                exchange -> EndpointResponses.only(exchange, RecordStreams.PATH, List.of("GET"), streams::serve));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        streams.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        server.stop(0);
        executor.shutdownNow();
    }

    private BufferedReader open(String query, String headers) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(server.getAddress());
        sockets.add(socket);
        String request = "GET " + RecordStreams.PATH + query + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private BufferedReader open(String query) throws IOException {
        return open(query, "Authorization: Bearer " + TOKEN + "\r\n");
    }

    private static String lineWith(BufferedReader reader, String wanted) throws IOException {
        String line = reader.readLine();
        while (line != null && !line.contains(wanted)) {
            line = reader.readLine();
        }
        return String.valueOf(line);
    }

    private void ended(long offset, String key, byte[] value) {
        endedRecords.ended(
                new ConsumerRecord<>("orders", 2, offset, key.getBytes(StandardCharsets.UTF_8), value),
                Outcome.Plain.ACKED,
                1_500_000);
    }

    private void ended(long offset) {
        ended(offset, "a", "{\"total\":1}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void records_come_as_lines_of_json_as_they_end() throws Exception {
        BufferedReader reader = open("");
        assertThat(lineWith(reader, "Content-type")).contains("application/x-ndjson");
        await().until(endedRecords::isWatched);
        ended(41);
        ended(42, "b", new byte[] {(byte) 0xFF, 0x00});
        assertThat(lineWith(reader, "\"offset\":41"))
                .contains("\"topic\":\"orders\"", "\"partition\":2", "\"key\":\"a\"", "{\\\"total\\\":1}")
                .contains("\"outcome\":\"acked\"", "\"tookMicros\":1500");
        assertThat(lineWith(reader, "\"offset\":42")).contains("\"value\":\"base64:/wA=\"", "\"valueBytes\":2");
    }

    @Test
    void a_browser_gets_server_sent_events() throws Exception {
        BufferedReader reader = open("", "Accept: text/event-stream\r\nAuthorization: Bearer " + TOKEN + "\r\n");
        await().until(endedRecords::isWatched);
        ended(7);
        assertThat(lineWith(reader, "event:")).isEqualTo("event: record");
        assertThat(lineWith(reader, "data:")).contains("\"offset\":7");
    }

    @Test
    void a_filter_leaves_out_the_others() throws Exception {
        BufferedReader reader = open("?topic=orders&partition=2&key=b%20b");
        await().until(endedRecords::isWatched);
        ended(1);
        ended(2, "b b", new byte[0]);
        assertThat(lineWith(reader, "\"offset\"")).contains("\"offset\":2");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 401",
        "'', 'Authorization: Bearer wrong', 403",
        "?partition=-1, 'Authorization: Bearer correct-horse-battery', 400",
        "?offset=3, 'Authorization: Bearer correct-horse-battery', 400",
    })
    void who_has_no_token_or_asks_for_nonsense_is_told_so(String query, String header, int status) throws Exception {
        BufferedReader reader = open(query, header.isEmpty() ? "" : header + "\r\n");
        assertThat(lineWith(reader, "HTTP/1.1")).contains(Integer.toString(status));
        assertThat(endedRecords.isWatched()).isFalse();
    }

    @Test
    void a_client_that_hangs_up_is_noticed_though_no_record_comes() throws Exception {
        BufferedReader reader = open("");
        lineWith(reader, "HTTP/1.1");
        await().until(endedRecords::isWatched);
        sockets.getFirst().close();
        await().atMost(Duration.ofSeconds(10)).until(() -> !endedRecords.isWatched());
        await().until(() -> streams.reading() == 0);
    }

    /** It reads nothing, so its socket fills up, then its buffer; the rest is left out, and nobody has waited. */
    @Test
    void a_client_that_is_too_slow_misses_records_and_is_told_how_many() throws Exception {
        BufferedReader reader = open("");
        lineWith(reader, "HTTP/1.1");
        await().until(endedRecords::isWatched);
        byte[] large = new byte[3_000];
        int records = 20_000;
        for (int offset = 0; offset < records; offset++) {
            ended(offset, "a", large);
        }
        String missed = lineWith(reader, "\"missed\"");
        assertThat(Integer.parseInt(missed.replaceAll("\\D", ""))).isBetween(1, records);
    }

    @Test
    void one_client_too_many_is_turned_away() throws Exception {
        for (int i = 0; i < RecordStreams.MOST; i++) {
            assertThat(lineWith(open(""), "HTTP/1.1")).contains("200");
        }
        assertThat(lineWith(open(""), "HTTP/1.1")).contains("503");
    }
}
