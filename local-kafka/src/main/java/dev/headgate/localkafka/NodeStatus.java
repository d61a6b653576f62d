package dev.headgate.localkafka;

import java.util.Optional;

/**
 * How the start of a node process went, as one line that the process writes and its parent reads.
 *
 * @param outcome what came of it
 * @param detail the port that is in use, or why it failed; empty when ready
 */
record NodeStatus(Outcome outcome, String detail) {

    private static final String PREFIX = "local-kafka ";

    /** What came of a start. */
    enum Outcome {
        READY,
        PORT_IN_USE,
        FAILED
    }

    static NodeStatus ready() {
        return new NodeStatus(Outcome.READY, "");
    }

    static NodeStatus portInUse(int port) {
        return new NodeStatus(Outcome.PORT_IN_USE, Integer.toString(port));
    }

    static NodeStatus failed(String reason) {
        return new NodeStatus(Outcome.FAILED, reason.lines().findFirst().orElse("no reason given"));
    }

    String line() {
        return (PREFIX + outcome + " " + detail).strip();
    }

    /** Empty if the line is something else, such as what a JVM option makes the JVM print. */
    static Optional<NodeStatus> parse(String line) {
        if (!line.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] words = line.substring(PREFIX.length()).split(" ", 2);
        return Optional.of(new NodeStatus(Outcome.valueOf(words[0]), words.length == 2 ? words[1] : ""));
    }
}
