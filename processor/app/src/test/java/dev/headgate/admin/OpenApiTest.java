package dev.headgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dashboard.StateView;
import dev.headgate.internal.watch.EndedRecords;
import dev.headgate.redrive.RedriveOutcome;
import dev.headgate.redrive.RedriveStatus;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.Outcome;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.TimeCounts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the description of the endpoint against what it really answers. */
@Timeout(30)
class OpenApiTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final OptionalLong SOME = OptionalLong.of(7);

    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient client = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // before each test
    private AdminServer server;

    @SuppressWarnings("NullAway.Init") // before each test
    private JsonNode description;

    /** Takes everything. */
    private static final class Obedient implements Commands {
        @Override
        public void pause(boolean wanted) {}

        @Override
        public void pause(TopicPartition partition, boolean wanted) {}

        @Override
        public void limitWorkers(int records) {}

        @Override
        public void limitRate(double perSecond) {}

        @Override
        public void drain() {}

        @Override
        public void seek(TopicPartition partition, long offset) {}

        @Override
        public long seek(TopicPartition partition, Instant time) {
            return 0;
        }

        @Override
        public void redrive(RedriveRequest request) {}

        @Override
        public void stopRedrive() {}
    }

    private static EngineSnapshot engine(boolean full) {
        PartitionSnapshot partition = new PartitionSnapshot(
                "orders",
                0,
                1,
                PauseReason.WINDOW,
                Map.of(PauseReason.WINDOW, 3L),
                new PartitionSnapshot.Offsets(
                        full ? SOME : OptionalLong.empty(),
                        full ? SOME : OptionalLong.empty(),
                        full ? SOME : OptionalLong.empty()),
                new PartitionSnapshot.Window(1, 7, "8000000000000000"),
                full ? Optional.of(new PartitionSnapshot.Oldest(7, 7, 1, 1)) : Optional.empty());
        return new EngineSnapshot(
                System.currentTimeMillis(),
                EngineState.RUNNING,
                PauseReason.NONE,
                new EngineSnapshot.Queue(0, 10, 9, 7, 0, 10, 0),
                new EngineSnapshot.Workers(0, 1, 1, 0),
                EngineCounters.ZERO,
                List.of(partition),
                full ? Optional.of("boom") : Optional.empty());
    }

    private static LagSnapshot lag(boolean full) {
        PartitionLag partition = new PartitionLag("orders", 0, 9, 7, 2, full ? SOME : OptionalLong.empty(), false, 0);
        return new LagSnapshot(1, List.of(partition), full ? Optional.of("no answer") : Optional.empty());
    }

    private AdminServer start(boolean full) throws IOException {
        RedriveStatus redrive = new RedriveStatus(
                RedriveStatus.State.FAILED,
                false,
                "dead",
                Map.of(RedriveOutcome.REDRIVEN, 1L),
                Map.of("java.io.IOException", 1L),
                3,
                full ? Optional.of("no answer") : Optional.empty());
        StateView view = new StateView(
                "group", List.of("orders"), () -> engine(full), () -> lag(full), () -> TimeCounts.NONE, () -> redrive);
        return AdminServer.start(
                "localhost",
                0,
                view,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Optional.of(new AdminServer.Control(TOKEN, new Obedient(), new EndedRecords()::subscribe)));
    }

    @BeforeEach
    void start() throws Exception {
        server = start(true);
        description = get(server, "/api/openapi.json");
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private JsonNode get(AdminServer from, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + from.port() + path))
                .build();
        return json.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private JsonNode schema(String name) {
        return description.at("/components/schemas/" + name);
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : description.at(reference.substring(1));
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }

    @Test
    void every_route_is_described_with_its_methods_and_nothing_else_is() {
        Map<String, Set<String>> routes = new TreeMap<>();
        server.answered()
                .forEach((path, methods) -> routes.put(
                        path.replaceFirst("^/assets/.*", "/assets/{file}"),
                        new TreeSet<>(methods.stream()
                                .map(method -> method.toLowerCase(Locale.ROOT))
                                .toList())));
        Map<String, Set<String>> described = new TreeMap<>();
        description.path("paths").forEachEntry((path, operations) -> {
            Set<String> methods = names(operations);
            methods.remove("parameters");
            described.put(path, methods);
        });
        assertThat(described).isEqualTo(routes).containsKeys("/api/control", "/records/stream", "/metrics");
    }

    @Test
    void what_wants_the_token_says_so() {
        List<String> secured = new ArrayList<>();
        description
                .path("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((_, operation) -> {
                    if (!operation.path("security").isMissingNode()) {
                        secured.add(path);
                    }
                }));
        assertThat(secured).containsExactlyInAnyOrder(ControlApi.PATH, RecordStreams.PATH);
        assertThat(description
                        .at("/components/securitySchemes/controlToken/scheme")
                        .asString())
                .isEqualTo("bearer");
    }

    @Test
    void every_reference_leads_somewhere() {
        List<String> references = description.findValuesAsString("$ref");
        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(reference -> assertThat(
                                description.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void a_state_has_the_described_properties_and_types_whether_optional_ones_are_there_or_not() throws Exception {
        Set<String> walked = new HashSet<>();
        walk(get(server, "/api/state"), schema("State"), "state", walked);
        try (AdminServer sparse = start(false)) {
            walk(get(sparse, "/api/state"), schema("State"), "state", walked);
        }
        walk(get(server, "/health/live"), schema("Health"), "health", walked);
        assertThat(walked)
                .contains(
                        "state.engine.partitions[].oldestInFlightOffset",
                        "state.lag.partitions[].lagMs",
                        "state.redrive.problem",
                        "health");
    }

    @Test
    void a_record_has_the_described_properties() {
        assertThat(names(schema("Record").path("properties")))
                .isEqualTo(new TreeSet<>(List.of(RecordLine.class.getRecordComponents()).stream()
                        .map(component -> component.getName())
                        .toList()));
        assertThat(schema("Record").at("/properties/outcome/enum").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Arrays.stream(Outcome.Plain.values())
                                        .map(it -> it.name().toLowerCase(Locale.ROOT)),
                                Stream.of("halted"))
                        .toList());
    }

    @Test
    void the_commands_are_those_that_are_taken() throws Exception {
        Set<String> described = new TreeSet<>();
        schema("Command")
                .path("oneOf")
                .forEach(one -> resolved(one)
                        .at("/properties/command/enum")
                        .forEach(command -> described.add(command.asString())));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + ControlApi.PATH))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString("{\"command\":\"no-such\"}"))
                .build();
        String refusal =
                client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        String listed = refusal.substring(refusal.indexOf("give ") + 5).strip();
        assertThat(new TreeSet<>(List.of(listed.split(", | or ")))).isEqualTo(described);
    }

    /** Checks names, types and enums, and goes down into whatever is there. */
    private void walk(JsonNode value, JsonNode described, String at, Set<String> walked) {
        JsonNode schema = resolved(described);
        walked.add(at);
        if (schema.has("anyOf") && !schema.has("type")) {
            if (!value.isNull()) {
                walk(value, schema.at("/anyOf/0"), at, walked);
            }
            return;
        }
        assertThat(types(schema)).as(at).contains(typeOf(value));
        if (schema.has("enum")) {
            assertThat(schema.path("enum").valueStream().map(JsonNode::asString))
                    .as(at)
                    .contains(value.asString());
        }
        if (value.isArray()) {
            value.forEach(item -> walk(item, schema.path("items"), at + "[]", walked));
        } else if (value.isObject() && schema.has("additionalProperties")) {
            value.forEach(item -> walk(item, schema.path("additionalProperties"), at + "{}", walked));
        } else if (value.isObject()) {
            assertThat(names(value)).as(at).isEqualTo(names(schema.path("properties")));
            assertThat(schema.path("required").valueStream().map(JsonNode::asString))
                    .as(at)
                    .containsExactlyInAnyOrderElementsOf(names(value));
            value.forEachEntry(
                    (name, item) -> walk(item, schema.path("properties").path(name), at + "." + name, walked));
        }
    }

    private static Set<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        Set<String> types = new TreeSet<>();
        if (type.isArray()) {
            type.forEach(one -> types.add(one.asString()));
        } else {
            types.add(type.asString(""));
        }
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }
}
