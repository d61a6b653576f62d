package dev.headgate.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the processors that run say of their partitions, by their endpoints. */
final class RunningProcessors {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<TopicPartition, String> states = new HashMap<>();
    private final List<String> unanswered = new ArrayList<>();

    private RunningProcessors() {}

    /** Asks each of them for its state. */
    static RunningProcessors ask(List<String> addresses) throws InterruptedException {
        RunningProcessors all = new RunningProcessors();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            for (String address : addresses) {
                all.ask(client, address);
            }
        }
        return all;
    }

    private void ask(HttpClient client, String address) throws InterruptedException {
        try {
            URI uri = URI.create((address.contains("://") ? address : "http://" + address) + "/api/state");
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
            JsonNode partitions = JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("engine")
                    .path("partitions");
            for (JsonNode partition : partitions) {
                String reason = partition.path("pauseReason").asString();
                states.put(
                        new TopicPartition(
                                partition.path("topic").asString(),
                                partition.path("partition").asInt()),
                        reason.equals("NONE")
                                ? "consuming"
                                : "paused: " + reason.toLowerCase(Locale.ROOT).replace('_', ' '));
            }
        } catch (IOException | IllegalArgumentException | JacksonException e) {
            unanswered.add("no processor answers at " + address + ", so whether its partitions are paused is not known;"
                    + " name the endpoint with --admin HOST:PORT");
        }
    }

    /** Whether the partition is consumed or paused, and why; empty if no processor that answered owns it. */
    Optional<String> stateOf(TopicPartition partition) {
        return Optional.ofNullable(states.get(partition));
    }

    /** One line for each that did not answer. */
    List<String> unanswered() {
        return unanswered;
    }
}
