package dev.headgate.localkafka;

import org.apache.kafka.clients.admin.NewTopic;

/** A topic as the command line names it: name:partitions, or name:partitions:replication-factor. */
record TopicSpec(NewTopic topic) {

    /**
     * Reads a topic from the command line.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    static TopicSpec parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isBlank()) {
            throw malformed(text);
        }
        int partitions = positive(parts[1], text);
        return new TopicSpec(
                parts.length == 2
                        ? Topics.topic(parts[0], partitions)
                        : Topics.topic(parts[0], partitions, positive(parts[2], text)));
    }

    private static int positive(String number, String text) {
        // Short, as the replication factor is in Kafka's protocol.
        try {
            short parsed = Short.parseShort(number);
            if (parsed > 0) {
                return parsed;
            }
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
        throw malformed(text);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("topic \"" + text
                + "\" is not name:partitions or name:partitions:replication-factor, for example payments:12");
    }
}
