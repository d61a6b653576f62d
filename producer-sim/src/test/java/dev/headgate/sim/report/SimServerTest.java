package dev.headgate.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.sim.Rate;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.Simulator;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint, asked by tools and by pages that a browser has loaded from elsewhere. */
@Timeout(20)
class SimServerTest {
    private final Simulator sim = new Simulator(
            SimOptions.builder("payments").rate(Rate.perSecond(10)).build(),
            () -> new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));

    @SuppressWarnings("NullAway.Init") // before each test
    private SimServer server;

    @BeforeEach
    void start() throws IOException {
        server = SimServer.start("localhost", 0, sim, registry());
        sim.start();
    }

    private static PrometheusMeterRegistry registry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @AfterEach
    void stop() {
        server.close();
        sim.close();
    }

    private String answer(String request, String headers, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\n" + headers + "Connection: close\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8090", "[::1]:8090", "localhost", "producer-sim:8090", "sim.load.svc:8090"})
    void a_tool_sets_the_rate_by_an_address_or_the_name_of_a_service(String host) throws IOException {
        assertThat(answer("PUT /rate", "Host: " + host + "\r\n", "500")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example:8090\r\n",
                "Host: localhost.evil.example\r\n",
                "Host: localhost:8090\r\nOrigin: http://evil.example\r\n",
                "Host: localhost:8090\r\nOrigin: null\r\n"
            })
    void a_page_from_elsewhere_neither_sets_the_rate_nor_reads_anything(String headers) throws IOException {
        assertThat(answer("PUT /rate", headers, "0")).startsWith("HTTP/1.1 4");
        assertThat(answer("GET /state", headers, "")).startsWith("HTTP/1.1 4").doesNotContain("payments");
        assertThat(answer("GET /metrics", headers, "")).startsWith("HTTP/1.1 4");
    }

    @Test
    void the_state_is_told() throws IOException {
        assertThat(answer("GET /state", "Host: localhost\r\n", "")).startsWith("HTTP/1.1 200");
    }
}
