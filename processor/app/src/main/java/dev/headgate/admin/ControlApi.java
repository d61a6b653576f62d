package dev.headgate.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.headgate.api.StageOptions;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /api/control}: takes one command as JSON from a client that has the token. There is no other way to change anything
 * over HTTP, and without a configured token there is none at all. A browser can't be tricked into it: the token is in a
 * header that only a script of this endpoint's own origin can set.
 */
final class ControlApi {
    static final String PATH = "/api/control";

    private static final Logger LOG = LoggerFactory.getLogger(ControlApi.class);
    private static final int MOST_BYTES = 4_096;

    /** What Kafka takes for one; asked of a broker, another would be an error in the log. */
    private static final Pattern TOPIC_NAME = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

    private final JsonMapper json;
    private final Commands commands;
    private final TokenCheck token;

    ControlApi(JsonMapper json, Commands commands, TokenCheck token) {
        this.json = json;
        this.commands = commands;
        this.token = token;
    }

    /** What is answered. */
    private record Reply(String done) {}

    void answer(HttpExchange exchange) throws IOException {
        if (!token.admits(exchange)) {
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            EndpointResponses.text(exchange, 413, "a command has at most " + MOST_BYTES + " bytes");
            return;
        }
        try {
            String done = run(json.readTree(body));
            LOG.info("operator at {}: {}", exchange.getRemoteAddress(), done);
            EndpointResponses.body(exchange, 200, EndpointResponses.JSON, json.writeValueAsBytes(new Reply(done)));
        } catch (JacksonException e) {
            EndpointResponses.text(exchange, 400, "the command is not JSON such as {\"command\":\"pause\"}");
        } catch (Commands.Refused e) {
            EndpointResponses.text(exchange, 409, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            EndpointResponses.text(exchange, 400, String.valueOf(e.getMessage()));
        }
    }

    private String run(JsonNode request) throws Commands.Refused {
        String command = request.path("command").asString("");
        Optional<TopicPartition> partition = partition(request);
        return switch (command) {
            case "pause", "resume" -> pause(command.equals("pause"), partition);
            case "drain" -> {
                commands.drain();
                yield "drain";
            }
            case "limit" -> limit(request);
            case "seek" ->
                seek(
                        partition.orElseThrow(() -> new IllegalArgumentException(
                                "seek needs \"topic\" and \"partition\", and \"offset\" or \"time\"")),
                        request);
            case "redrive" -> {
                RedriveRequest wanted = RedriveRequest.of(request);
                commands.redrive(wanted);
                yield wanted.dryRun() ? "redrive, which only counts" : "redrive";
            }
            case "stop-redrive" -> {
                commands.stopRedrive();
                yield "stop-redrive";
            }
            default ->
                throw new IllegalArgumentException((request.has("command")
                                ? "\"command\" is '" + command + "'"
                                : "there is no \"command\" in " + request.propertyNames())
                        + ": give pause, resume, limit, seek, redrive, stop-redrive or drain");
        };
    }

    private String pause(boolean wanted, Optional<TopicPartition> partition) throws Commands.Refused {
        if (partition.isPresent()) {
            commands.pause(partition.get(), wanted);
        } else {
            commands.pause(wanted);
        }
        return (wanted ? "pause of " : "resume of ")
                + partition.map(TopicPartition::toString).orElse("all partitions");
    }

    private String limit(JsonNode request) throws Commands.Refused {
        JsonNode workers = request.path("workers");
        JsonNode rate = request.path("rate");
        boolean isRate = rate.isNumber() && StageOptions.isRate(rate.asDouble());
        if (!(workers.isMissingNode() || workers.isInt())
                || !(rate.isMissingNode() || isRate)
                || (workers.isMissingNode() && rate.isMissingNode())) {
            throw new IllegalArgumentException("limit needs \"workers\", a whole number from 1, or \"rate\","
                    + " records/s from " + StageOptions.SLOWEST_RATE + ", or 0 for no limit, or both");
        }
        if (workers.isInt()) {
            commands.limitWorkers(workers.asInt());
        }
        if (isRate) {
            commands.limitRate(rate.asDouble());
        }
        return "limit of" + (workers.isInt() ? " workers to " + workers.asInt() : "")
                + (workers.isInt() && isRate ? " and" : "")
                + (isRate ? " rate to " + (rate.asDouble() == 0 ? "none" : rate.asDouble() + " records/s") : "");
    }

    private String seek(TopicPartition partition, JsonNode request) throws Commands.Refused {
        JsonNode offset = request.path("offset");
        if (offset.isIntegralNumber() && offset.asLong() >= 0) {
            commands.seek(partition, offset.asLong());
            return "seek of " + partition + " to offset " + offset.asLong();
        }
        try {
            Instant time = Instant.parse(request.path("time").asString(""));
            return "seek of " + partition + " to " + time + ", offset " + commands.seek(partition, time);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "seek needs \"offset\", 0 or above, or \"time\", such as \"2026-01-31T12:00:00Z\"", e);
        }
    }

    private static Optional<TopicPartition> partition(JsonNode request) {
        JsonNode topic = request.path("topic");
        JsonNode number = request.path("partition");
        if (topic.isMissingNode() && number.isMissingNode()) {
            return Optional.empty();
        }
        if (!topic.isString() || !number.isInt() || number.asInt() < 0) {
            throw new IllegalArgumentException("a partition is \"topic\", a name, and \"partition\", a number from 0");
        }
        if (!TOPIC_NAME.matcher(topic.asString()).matches()) {
            throw new IllegalArgumentException(
                    "\"topic\" is no topic's name: 1 to 249 letters, digits, '.', '_' and '-', not '.' or '..'");
        }
        return Optional.of(new TopicPartition(topic.asString(), number.asInt()));
    }
}
