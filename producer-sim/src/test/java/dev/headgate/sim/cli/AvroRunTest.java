package dev.headgate.sim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.headgate.localkafka.LocalKafka;
import dev.headgate.sim.RecordChecksum;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

@Tag("broker")
@Timeout(60)
class AvroRunTest {

    private static final String SCHEMA = """
        {"type":"record","name":"Order","fields":[
          {"name":"id","type":"string"},
          {"name":"amount","type":"int"},
          {"name":"note","type":["null","string"]}]}
        """;
    private static final String TEMPLATE =
            "{\"id\":\"${uuid}\",\"amount\":${int(1,9)},\"note\":{\"string\":\"${first-name}\"}}";

    private final StringWriter err = new StringWriter();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private HttpServer registry;

    private volatile int status = 200;
    private volatile String answer = "{\"id\":70000}";

    @BeforeEach
    void startRegistry() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(body, StandardCharsets.UTF_8));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stopRegistry() {
        registry.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + registry.getAddress().getPort();
    }

    private int run(String... args) {
        CommandLine command = SimMain.commandLine();
        command.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err));
        return command.execute(args);
    }

    private Path schema() throws IOException {
        return Files.writeString(directory.resolve("order.avsc"), SCHEMA);
    }

    @Test
    void values_are_avro_under_the_id_that_the_registry_gave_to_the_schema() throws IOException {
        try (LocalKafka kafka = LocalKafka.start()) {
            kafka.createTopic("orders", 1);
            assertThat(run(
                            "--bootstrap-server=" + kafka.bootstrapServers(),
                            "--topic=orders",
                            "--records=20",
                            "--template=" + TEMPLATE,
                            "--avro-schema=" + schema(),
                            "--schema-registry=" + url() + "/"))
                    .as(err.toString())
                    .isZero();

            Schema parsed = new Schema.Parser().parse(SCHEMA);
            for (ConsumerRecord<byte[], byte[]> each : records(kafka, 20)) {
                ByteBuffer value = ByteBuffer.wrap(each.value());
                assertThat(value.get()).isZero();
                assertThat(value.getInt()).isEqualTo(70_000);
                GenericRecord order = new GenericDatumReader<GenericRecord>(parsed)
                        .read(null, DecoderFactory.get().binaryDecoder(each.value(), 5, value.remaining(), null));
                assertThat(order.get("id").toString()).hasSize(36);
                assertThat((Integer) order.get("amount")).isBetween(1, 9);
                assertThat(order.get("note").toString()).isNotEmpty();
                assertThat(RecordChecksum.matches(each.headers(), each.key(), each.value()))
                        .isTrue();
            }
        }
        assertThat(asked).singleElement().asString().startsWith("POST /subjects/orders-value/versions ");
        String sent = asked.getFirst().substring(asked.getFirst().indexOf('{'));
        assertThat(new Schema.Parser()
                        .parse(JsonMapper.shared().readTree(sent).path("schema").asString()))
                .isEqualTo(new Schema.Parser().parse(SCHEMA));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(LocalKafka kafka, int count) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition("orders", 0)));
            while (all.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    @Test
    void a_registry_that_refuses_the_schema_is_told_in_one_line_with_its_reason() throws Exception {
        status = 409;
        answer = "{\"error_code\":409,\"message\":\"incompatible with an earlier schema\"}";
        SchemaRegistry refusing = new SchemaRegistry(URI.create(url()), Duration.ofSeconds(10));
        assertThatThrownBy(() -> refusing.register("orders", new Schema.Parser().parse(SCHEMA)))
                .isInstanceOf(SimException.class)
                .hasMessageContaining("409")
                .hasMessageContaining("incompatible with an earlier schema")
                .satisfies(error -> assertThat(error.getMessage()).hasLineCount(1));
    }

    @Test
    void a_template_that_does_not_fit_the_schema_is_refused_before_anything_is_asked() throws IOException {
        refuses(
                "does not fit --avro-schema",
                "--template={\"id\":7}",
                "--avro-schema=" + schema(),
                "--schema-registry=" + url());
        assertThat(asked).isEmpty();
    }

    @Test
    void avro_without_a_registry_is_refused() throws IOException {
        refuses("--schema-registry", "--template=" + TEMPLATE, "--avro-schema=" + schema());
    }

    @Test
    void a_schema_that_is_none_is_refused() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.avsc"), "{\"type\":\"recrd\"}");
        refuses(
                "--avro-schema: not an Avro schema",
                "--template=" + TEMPLATE,
                "--avro-schema=" + broken,
                "--schema-registry=" + url());
    }

    private void refuses(String part, String... args) {
        List<String> all = new ArrayList<>(List.of("--topic=orders", "--records=1"));
        all.addAll(List.of(args));
        assertThat(run(all.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains(part);
    }
}
