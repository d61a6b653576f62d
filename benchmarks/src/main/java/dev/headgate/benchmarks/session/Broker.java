package dev.headgate.benchmarks.session;

import dev.headgate.benchmarks.system.ShareSystem;
import dev.headgate.localkafka.LocalKafka;
import dev.headgate.localkafka.LocalKafkaBuilder;
import dev.headgate.localkafka.LocalKafkaCluster;
import java.util.Optional;

/** The broker that all runs share, in a process of its own: one made for the session, or one that is there. */
final class Broker implements AutoCloseable {
    private final String bootstrapServers;
    private final Optional<LocalKafkaCluster> own;

    private Broker(String bootstrapServers, Optional<LocalKafkaCluster> own) {
        this.bootstrapServers = bootstrapServers;
        this.own = own;
    }

    static Broker at(String bootstrapServers) {
        return new Broker(bootstrapServers, Optional.empty());
    }

    static Broker start() {
        LocalKafkaBuilder builder = LocalKafka.builder()
                // As Kafka's own start script has it; a local node is otherwise set up to start quickly, not to run
                // fast.
                .jvmOption("-Xmx1g")
                .jvmOption("-XX:-UseSerialGC")
                .jvmOption("-XX:+UseG1GC")
                .jvmOption("-XX:TieredStopAtLevel=4");
        ShareSystem.BROKER_PROPERTIES.forEach(builder::property);
        LocalKafkaCluster cluster = builder.startProcesses();
        return new Broker(cluster.bootstrapServers(), Optional.of(cluster));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        own.ifPresent(LocalKafkaCluster::close);
    }
}
