package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.localkafka.LocalKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A processor behind SASL/SCRAM and TLS, and whether its password can be found in anything that it shows. */
@Tag("broker")
@Tag("process")
@Timeout(180)
class SecuredKafkaTest {
    private static final String CANARY = "canary-5f1e7c";
    private static final String TOKEN_CANARY = "canary-token-3c9e41";
    private static final String STORE_CANARY = "canary-store-9b2d";
    private static final List<String> DEBUG = List.of("-Dlog.level=DEBUG", "-Dlog.level.kafka=DEBUG");
    private static final int RECORDS = 200;
    private static final Pattern PORT = Pattern.compile("state at http://127\\.0\\.0\\.1:(\\d+)/");

    /** An answer may not be awaited for longer than this by anybody. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    private static String tool(String name, String... arguments) throws IOException, InterruptedException {
        String path = Path.of(System.getProperty("java.home"), "bin", name).toString();
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(path), Arrays.stream(arguments)).toList())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }

    private Path store() throws IOException, InterruptedException {
        Path store = directory.resolve("store.p12");
        Path certificate = directory.resolve("node.crt");
        String file = store.toString();
        tool(
                "keytool",
                "-genkeypair",
                "-alias",
                "node",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file,
                "-storepass",
                STORE_CANARY);
        tool(
                "keytool",
                "-exportcert",
                "-alias",
                "node",
                "-keystore",
                file,
                "-storepass",
                STORE_CANARY,
                "-file",
                certificate.toString());
        tool(
                "keytool",
                "-importcert",
                "-noprompt",
                "-alias",
                "trusted",
                "-keystore",
                file,
                "-storepass",
                STORE_CANARY,
                "-file",
                certificate.toString());
        return store;
    }

    private static void addScramUser(LocalKafka kafka) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(kafka.clientProperties()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "ann", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096), CANARY)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private Path config(LocalKafka kafka, Path store, String password) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "config", ".yaml"), """
            headgate:
              topics: orders
              admin: {port: 0, control-token: %s}
              sink: {name: log}
            kafka:
              bootstrap.servers: %s
              group.id: secured
              security.protocol: SASL_SSL
              sasl.mechanism: SCRAM-SHA-512
              sasl.jaas.config: >-
                org.apache.kafka.common.security.scram.ScramLoginModule required username="ann" password="%s";
              ssl.truststore.location: %s
              ssl.truststore.password: %s
              ssl.truststore.type: PKCS12
            """.formatted(
                        TOKEN_CANARY, kafka.bootstrapServers(), password, store, STORE_CANARY));
    }

    private static void produce(LocalKafka kafka) {
        Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var _ = producer.send(new ProducerRecord<>(
                        "orders", ("key\r\n\u001b[31m\u202e" + i).getBytes(StandardCharsets.UTF_8), new byte[] {1}));
            }
        }
    }

    private String get(int port, String path) {
        try {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The beginning of the stream, with one whole state. */
    private static String events(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write("GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder read = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read.append(line).append('\n');
                if (line.startsWith("data:")) {
                    return read.toString();
                }
            }
            throw new AssertionError("the stream ended: " + read);
        }
    }

    /** What is said to commands with no token, a wrong one, and the right one. */
    private String commands(int port) throws IOException, InterruptedException {
        StringBuilder answers = new StringBuilder();
        Map<String, Integer> expected = new LinkedHashMap<>();
        expected.put("", 401);
        expected.put("Bearer " + TOKEN_CANARY.replace('3', '4'), 403);
        expected.put("Bearer " + TOKEN_CANARY, 200);
        for (Map.Entry<String, Integer> each : expected.entrySet()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/api/control"))
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"command\":\"resume\"}"));
            if (!each.getKey().isEmpty()) {
                request.header("Authorization", each.getKey());
            }
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(each.getValue());
            answers.append(answer.headers().map()).append(answer.body()).append('\n');
        }
        return answers.toString();
    }

    private static int port(ProcessorProcess process) {
        Matcher found = PORT.matcher(process.log());
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    @Test
    void what_the_processor_shows_of_a_secured_broker_never_holds_the_password() throws Exception {
        Path store = store();
        try (LocalKafka kafka = LocalKafka.builder()
                .login("root", "other")
                .tls(store, STORE_CANARY)
                .start()) {
            kafka.createTopic("orders", 2);
            addScramUser(kafka);
            produce(kafka);
            Path config = config(kafka, store, CANARY);
            Path log = directory.resolve("run.log");
            Path jfr = directory.resolve("run.jfr");
            try (ProcessorProcess process =
                    ProcessorProcess.command(log, DEBUG, List.of("run", "--config=" + config))) {
                await().atMost(PATIENCE).until(() -> port(process) > 0);
                int port = port(process);
                await().atMost(PATIENCE)
                        .failFast(process.log(), () -> !process.isAlive())
                        .until(() -> get(port, "/metrics")
                                .lines()
                                .anyMatch(line -> line.startsWith("headgate_records_ended_total{")
                                        && line.endsWith("outcome=\"acked\"} " + RECORDS + ".0")));
                String pid = Long.toString(process.pid());
                tool("jcmd", pid, "JFR.start", "name=canary");
                Map<String, String> shown = new HashMap<>();
                for (String path : List.of(
                        "/", "/metrics", "/api/state", "/api/history", "/health/live", "/health/ready", "/nowhere")) {
                    shown.put(path, get(port, path));
                    assertThat(shown.get(path)).as(path).isNotEmpty();
                }
                shown.put("/api/stream", events(port));
                shown.put("commands", commands(port));
                shown.put("threads", tool("jcmd", pid, "Thread.print", "-l"));
                shown.put("system properties", tool("jcmd", pid, "VM.system_properties"));
                shown.put("command line", tool("jcmd", pid, "VM.command_line"));
                tool("jcmd", pid, "JFR.dump", "name=canary", "filename=" + jfr);
                shown.put("flight recording", tool("jfr", "print", jfr.toString()));
                assertThat(process.terminate()).isZero();
                shown.put("log", process.log());
                assertThat(shown)
                        .allSatisfy((name, text) -> assertThat(text).as(name).doesNotContain("canary-"));
                assertThat(process.log()).as("the log at DEBUG").contains("DEBUG", "sasl.jaas.config = [hidden]");
                assertThat(process.log())
                        .as("lines of their own, and colours")
                        .doesNotContain("\u001b", "\r", "\u202e");
            }
            try (ProcessorProcess printed = ProcessorProcess.command(
                    directory.resolve("config.log"), List.of("config", "--config=" + config))) {
                assertThat(printed.awaitExit()).isZero();
                assertThat(printed.log())
                        .contains("kafka.sasl.jaas.config = ********", "headgate.admin.control-token = ********")
                        .doesNotContain("canary-");
            }
            Path wrong = config(kafka, store, CANARY + "-wrong");
            try (ProcessorProcess refused = ProcessorProcess.command(
                    directory.resolve("refused.log"), List.of("run", "--config=" + wrong, "--verbose"))) {
                assertThat(refused.awaitExit()).isEqualTo(1);
                assertThat(refused.log()).contains("refused the credentials").doesNotContain("canary-");
            }
        }
    }
}
