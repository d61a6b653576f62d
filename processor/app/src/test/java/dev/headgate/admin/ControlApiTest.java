package dev.headgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dashboard.StateView;
import dev.headgate.internal.watch.EndedRecords;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.Snapshots;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ControlApiTest {
    private static final String TOKEN = "correct-horse-battery";

    private final List<String> heard = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // before each test
    private AdminServer server;

    private final Commands commands = new Commands() {
        @Override
        public void pause(boolean wanted) {
            heard.add("pause " + wanted);
        }

        @Override
        public void pause(TopicPartition partition, boolean wanted) {
            heard.add("pause " + partition + " " + wanted);
        }

        @Override
        public void limitWorkers(int records) throws Refused {
            if (records > 8) {
                throw new Refused("the limit of workers must be from 1 to 8, not " + records);
            }
            heard.add("workers " + records);
        }

        @Override
        public void limitRate(double perSecond) {
            heard.add("rate " + perSecond);
        }

        @Override
        public void drain() {
            heard.add("drain");
        }

        @Override
        public void seek(TopicPartition partition, long offset) throws Refused {
            if (partition.partition() == 9) {
                throw new Refused(partition + " is not assigned");
            }
            heard.add("seek " + partition + " " + offset);
        }

        @Override
        public long seek(TopicPartition partition, Instant time) {
            heard.add("seek " + partition + " " + time);
            return 77;
        }

        @Override
        public void redrive(RedriveRequest request) throws Refused {
            if (request.reasons().contains("Twice")) {
                throw new Refused("dead letters are being put back already");
            }
            heard.add("redrive " + request);
        }

        @Override
        public void stopRedrive() {
            heard.add("stop-redrive");
        }
    };

    private static EngineSnapshot engine() {
        return new Snapshots().partitions().take();
    }

    private AdminServer start(Optional<AdminServer.Control> control) throws IOException {
        StateView view = new StateView(
                "group", List.of("orders"), ControlApiTest::engine, () -> LagSnapshot.NONE, () -> TimeCounts.NONE);
        return AdminServer.start("localhost", 0, view, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), control);
    }

    @BeforeEach
    void start() throws IOException {
        server = start(Optional.of(new AdminServer.Control(TOKEN, commands, new EndedRecords()::subscribe)));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private HttpResponse<String> post(AdminServer to, Optional<String> authorization, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + to.port() + "/api/control"))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return post(server, Optional.of("Bearer " + TOKEN), body);
    }

    @Test
    void commands_reach_the_engine_and_are_told_back() throws Exception {
        assertThat(post("{\"command\":\"pause\"}").body()).contains("pause of all partitions");
        post("{\"command\":\"resume\"}");
        post("{\"command\":\"pause\",\"topic\":\"a-b\",\"partition\":3}");
        post("{\"command\":\"resume\",\"topic\":\"a-b\",\"partition\":3}");
        post("{\"command\":\"seek\",\"topic\":\"orders\",\"partition\":1,\"offset\":42}");
        assertThat(post("{\"command\":\"seek\",\"topic\":\"orders\",\"partition\":1,\"time\":\"2026-01-31T12:00:00Z\"}")
                        .body())
                .contains("offset 77");
        post("{\"command\":\"limit\",\"workers\":3}");
        post("{\"command\":\"limit\",\"rate\":0}");
        assertThat(post("{\"command\":\"limit\",\"workers\":8,\"rate\":12.5}").body())
                .contains("limit of workers to 8 and rate to 12.5 records/s");
        post("{\"command\":\"drain\"}");
        assertThat(heard)
                .containsExactly(
                        "pause true",
                        "pause false",
                        "pause a-b-3 true",
                        "pause a-b-3 false",
                        "seek orders-1 42",
                        "seek orders-1 2026-01-31T12:00:00Z",
                        "workers 3",
                        "rate 0.0",
                        "workers 8",
                        "rate 12.5",
                        "drain");
    }

    @Test
    void a_re_drive_takes_its_filters_and_bounds_and_may_be_refused() throws Exception {
        assertThat(post("{\"command\":\"redrive\"}").body()).contains("\"done\":\"redrive\"");
        post(
                "{\"command\":\"redrive\",\"reason\":[\"IOException\"],\"to\":\"trial\",\"since\":\"2026-01-31T12:00:00Z\","
                        + "\"until\":\"2026-02-01T00:00:00Z\",\"limit\":5,\"maxRedrives\":2,\"rate\":1.5,\"dryRun\":true,"
                        + "\"passOver\":true}");
        post("{\"command\":\"stop-redrive\"}");
        assertThat(heard)
                .containsExactly(
                        "redrive "
                                + new RedriveRequest(
                                        Set.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        0,
                                        OptionalInt.empty(),
                                        OptionalDouble.empty(),
                                        false,
                                        false),
                        "redrive "
                                + new RedriveRequest(
                                        Set.of("IOException"),
                                        Optional.of("trial"),
                                        Optional.of(Instant.parse("2026-01-31T12:00:00Z")),
                                        Optional.of(Instant.parse("2026-02-01T00:00:00Z")),
                                        5,
                                        OptionalInt.of(2),
                                        OptionalDouble.of(1.5),
                                        true,
                                        true),
                        "stop-redrive");
        assertThat(post("{\"command\":\"redrive\",\"reason\":\"Twice\"}").statusCode())
                .isEqualTo(409);
    }

    @Test
    void without_the_token_nothing_happens() throws Exception {
        assertThat(post(server, Optional.empty(), "{\"command\":\"drain\"}").statusCode())
                .isEqualTo(401);
        assertThat(post(server, Optional.of("Basic " + TOKEN), "{\"command\":\"drain\"}")
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> wrong = post(server, Optional.of("Bearer " + TOKEN + "x"), "{\"command\":\"drain\"}");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.body()).doesNotContain(TOKEN);
        assertThat(heard).isEmpty();
    }

    @Test
    void where_no_token_is_configured_there_is_no_control() throws Exception {
        try (AdminServer without = start(Optional.empty())) {
            assertThat(post(without, Optional.of("Bearer "), "{\"command\":\"drain\"}")
                            .statusCode())
                    .isIn(404, 405);
        }
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{\"command\":\"explode\"}",
                "{\"command\":\"seek\"}",
                "{\"command\":\"seek\",\"topic\":\"orders\",\"partition\":1}",
                "{\"command\":\"seek\",\"topic\":\"orders\",\"partition\":1,\"offset\":-1}",
                "{\"command\":\"seek\",\"topic\":\"orders\",\"partition\":1,\"time\":\"yesterday\"}",
                "{\"command\":\"limit\"}",
                "{\"command\":\"limit\",\"workers\":\"all\"}",
                "{\"command\":\"limit\",\"workers\":2.5}",
                "{\"command\":\"limit\",\"workers\":2,\"rate\":-1}",
                "{\"command\":\"limit\",\"rate\":1e999}",
                "{\"command\":\"redrive\",\"limit\":-1}",
                "{\"command\":\"redrive\",\"limit\":\"all\"}",
                "{\"command\":\"redrive\",\"reason\":7}",
                "{\"command\":\"redrive\",\"to\":\"\"}",
                "{\"command\":\"redrive\",\"since\":\"yesterday\"}",
                "{\"command\":\"redrive\",\"rate\":\"fast\"}",
                "{\"command\":\"redrive\",\"dryRun\":\"yes\"}",
                "{\"command\":\"pause\",\"topic\":\"orders\"}",
                "{\"command\":\"pause\",\"topic\":\"or ders\",\"partition\":1}",
                "{\"command\":\"pause\",\"topic\":\"..\",\"partition\":1}",
                "{\"command\":\"pause\",\"topic\":\"\",\"partition\":1}",
                "{\"command\":\"pause\",\"partition\":1}"
            })
    void what_is_no_command_gets_one_line_that_says_what_is(String body) throws Exception {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body().lines()).hasSize(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void a_partition_of_another_member_is_refused_with_the_reason() throws Exception {
        HttpResponse<String> answer = post("{\"command\":\"seek\",\"topic\":\"orders\",\"partition\":9,\"offset\":1}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("orders-9 is not assigned");
    }

    @Test
    void a_limit_above_what_is_configured_is_refused_with_the_reason() throws Exception {
        HttpResponse<String> answer = post("{\"command\":\"limit\",\"workers\":9,\"rate\":5}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("from 1 to 8, not 9");
        assertThat(heard).as("nor is the rate changed").isEmpty();
    }

    @Test
    void a_body_that_is_too_long_is_not_read() throws Exception {
        assertThat(post(" ".repeat(5_000)).statusCode()).isEqualTo(413);
    }

    @Test
    void control_is_not_to_be_had_by_get() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/api/control"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }
}
