package dev.headgate.sim.cli;

import dev.headgate.sim.SimOptionsBuilder;
import dev.headgate.sim.TransactionPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import picocli.CommandLine.Option;

/** The options about the Kafka clients. */
final class ClientFlags {

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "Where the brokers are. Default: localhost:9092, unless --command-config says otherwise.")
    private Optional<String> bootstrapServer = Optional.empty();

    @Option(
            names = "--create-topic",
            paramLabel = "P,RF",
            converter = TopicLayout.Converter.class,
            description = "Creates the topic with P partitions and replication factor RF unless it exists.")
    private Optional<TopicLayout> createTopic = Optional.empty();

    @Option(names = "--producers", paramLabel = "N", description = "Kafka producers that share the load. Default: 1.")
    private int producers = 1;

    @Option(
            names = "--acks",
            paramLabel = "all|1|0",
            description = "acks of the Kafka producer. Default: Kafka's, all.")
    private Optional<String> acks = Optional.empty();

    @Option(
            names = "--compression",
            paramLabel = "TYPE",
            description = "none, gzip, snappy, lz4 or zstd. Default: Kafka's, none.")
    private Optional<String> compression = Optional.empty();

    @Option(names = "--transaction-size", paramLabel = "N", description = "Records in each transaction. Default: none.")
    private Optional<Integer> transactionSize = Optional.empty();

    @Option(
            names = "--abort",
            paramLabel = "%",
            description = "TransactionPlan that are aborted; their records are marked by a header. Default: 0%%.")
    private String abort = "0";

    @Option(names = "--command-config", paramLabel = "FILE", description = "Properties file for the Kafka clients.")
    private Optional<Path> commandConfig = Optional.empty();

    @Option(
            names = "--command-property",
            paramLabel = "KEY=VALUE",
            description = "A property for the Kafka clients; goes before the file's. Repeatable.")
    private Map<String, String> commandProperties = new LinkedHashMap<>();

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            description = "How long to wait for a broker's answer at the start. Default: 10s.")
    private String connectTimeout = "10s";

    @Option(
            names = "--flush-timeout",
            paramLabel = "TIME",
            description = "How long to wait at the end for the last acks. Default: 30s.")
    private String flushTimeout = "30s";

    void apply(SimOptionsBuilder options) {
        options.producers(producers).flushTimeout(flushTimeout());
        double aborts = PayloadFlags.share("--abort", abort);
        if (aborts > 0 && transactionSize.isEmpty()) {
            throw SimException.input("--abort needs transactions; add --transaction-size 100");
        }
        try {
            transactionSize.ifPresent(size -> options.transactions(new TransactionPlan(size, aborts)));
        } catch (IllegalArgumentException e) {
            throw SimException.input("--" + e.getMessage(), e);
        }
    }

    ProducerProperties properties() {
        Map<String, String> all = new LinkedHashMap<>();
        acks.ifPresent(value -> all.put(ProducerConfig.ACKS_CONFIG, value));
        compression.ifPresent(value -> all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, value));
        all.putAll(commandProperties);
        return new ProducerProperties(commandConfig, all, bootstrapServer);
    }

    Optional<TopicLayout> createTopic() {
        return createTopic;
    }

    Duration connectTimeout() {
        return LoadFlags.time("--connect-timeout", connectTimeout);
    }

    Duration flushTimeout() {
        return LoadFlags.time("--flush-timeout", flushTimeout);
    }
}
