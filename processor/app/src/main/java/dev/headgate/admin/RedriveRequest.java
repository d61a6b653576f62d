package dev.headgate.admin;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Which dead letters an operator wants put back, and how.
 *
 * @param reasons classes of exceptions; empty for all
 * @param to where they go; empty for the topic of each
 * @param since the earliest time at which they were dead-lettered
 * @param until the time before which they were
 * @param limit how many at most; 0 for all
 * @param maxRedrives how often one record is put back at most; empty for the default
 * @param rate how many per second at most; empty for no limit
 * @param dryRun whether to count only
 * @param passOver whether those that are left are left for good
 */
public record RedriveRequest(
        Set<String> reasons,
        Optional<String> to,
        Optional<Instant> since,
        Optional<Instant> until,
        long limit,
        OptionalInt maxRedrives,
        OptionalDouble rate,
        boolean dryRun,
        boolean passOver) {

    public RedriveRequest {
        reasons = Set.copyOf(reasons);
    }

    /** @throws IllegalArgumentException in one line that names what is wrong */
    static RedriveRequest of(JsonNode request) {
        JsonNode maxRedrives = number(request, "maxRedrives");
        JsonNode rate = request.path("rate");
        if (!rate.isMissingNode() && !rate.isNumber()) {
            throw new IllegalArgumentException("\"rate\" is a number of records per second, such as 100");
        }
        return new RedriveRequest(
                reasons(request.path("reason")),
                text(request, "to"),
                time(request, "since"),
                time(request, "until"),
                number(request, "limit").asLong(0),
                maxRedrives.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(maxRedrives.asInt()),
                rate.isMissingNode() ? OptionalDouble.empty() : OptionalDouble.of(rate.asDouble()),
                flag(request, "dryRun"),
                flag(request, "passOver"));
    }

    private static Set<String> reasons(JsonNode given) {
        Set<String> reasons = new LinkedHashSet<>();
        if (given.isString()) {
            reasons.add(given.asString());
        } else if (given.isArray()) {
            given.forEach(each -> reasons.add(each.asString("")));
        } else if (!given.isMissingNode()) {
            throw new IllegalArgumentException("\"reason\" is the class of an exception, or a list of them");
        }
        return reasons;
    }

    private static Optional<String> text(JsonNode request, String name) {
        JsonNode given = request.path(name);
        if (!given.isMissingNode() && (!given.isString() || given.asString().isBlank())) {
            throw new IllegalArgumentException("\"" + name + "\" is a text");
        }
        return given.isMissingNode() ? Optional.empty() : Optional.of(given.asString());
    }

    private static Optional<Instant> time(JsonNode request, String name) {
        try {
            return text(request, name).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("\"" + name + "\" is a time such as \"2026-01-31T12:00:00Z\"", e);
        }
    }

    private static JsonNode number(JsonNode request, String name) {
        JsonNode given = request.path(name);
        if (!given.isMissingNode() && (!given.isInt() || given.asInt() < 0)) {
            throw new IllegalArgumentException("\"" + name + "\" is a whole number, 0 or above");
        }
        return given;
    }

    private static boolean flag(JsonNode request, String name) {
        JsonNode given = request.path(name);
        if (!given.isMissingNode() && !given.isBoolean()) {
            throw new IllegalArgumentException("\"" + name + "\" is true or false");
        }
        return given.asBoolean(false);
    }
}
