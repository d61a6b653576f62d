package dev.headgate.benchmarks.session;

import dev.headgate.benchmarks.work.Content;
import dev.headgate.benchmarks.work.KeyShape;
import dev.headgate.benchmarks.work.TopicWriter;

/** The child process that writes records at a rate while another reads them. */
final class LoadMain {
    private LoadMain() {}

    /** Takes the broker, the topic, its partitions, the size of the values and the records per second. */
    public static void main(String[] args) {
        Content content =
                new Content(KeyShape.UNIFORM, Integer.parseInt(args[2]), Integer.MAX_VALUE, Integer.parseInt(args[3]));
        try (TopicWriter writer = TopicWriter.prompt(args[0], args[1], content)) {
            writer.writeAtRate(Double.parseDouble(args[4]));
        }
    }
}
