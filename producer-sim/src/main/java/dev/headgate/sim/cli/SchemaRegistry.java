package dev.headgate.sim.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A schema registry with Confluent's REST interface, which Apicurio (at /apis/ccompat/v7), Karapace and Redpanda have too.
 * Only one of its calls is needed.
 */
final class SchemaRegistry {

    private static final String OPTION = "--schema-registry ";
    private static final int OK = 200;

    private final URI address;
    private final Duration timeout;

    SchemaRegistry(URI address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    /**
     * Makes the schema known as that of a topic's values, unless it is, and returns its id.
     *
     * @throws SimException if there is no answer in time, or the registry refuses
     */
    int register(String topic, Schema schema) throws InterruptedException {
        String path = address.toString().replaceAll("/+$", "") + "/subjects/" + topic + "-value/versions";
        HttpRequest request = HttpRequest.newBuilder(URI.create(path))
                .timeout(timeout)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(BodyPublishers.ofString(
                        JsonMapper.shared().writeValueAsString(Map.of("schema", schema.toString()))))
                .build();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).build()) {
            return id(client.send(request, BodyHandlers.ofString()), topic);
        } catch (IOException e) {
            throw SimException.failed(
                    OPTION + address + ": no answer within " + timeout.toMillis() + " ms (" + e
                            + "); start a registry there, or correct the address",
                    e);
        }
    }

    private int id(HttpResponse<String> answer, String topic) {
        JsonNode body = json(answer);
        if (answer.statusCode() == OK && body.path("id").isInt()) {
            return body.path("id").asInt();
        }
        throw SimException.failed(
                OPTION + address + ": it answers " + answer.statusCode() + " to the schema for " + topic + "-value: "
                        + body.path("message").asString("no reason given")
                        + "; give its address as a producer's schema.registry.url has it, and a schema that may follow"
                        + " the one it has",
                new IllegalStateException(answer.body()));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            return JsonMapper.shared().createObjectNode();
        }
    }
}
