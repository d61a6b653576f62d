package dev.headgate.faults;

import dev.headgate.localkafka.LocalKafka;
import dev.headgate.localkafka.LocalKafkaCluster;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brokers in processes of their own, each behind a proxy, so that they can be killed and frozen, and what they say cut.
 *
 * @param cluster the brokers, of the nodes 1, 2, …
 * @param proxies one for each, in their order
 */
record ProxiedCluster(LocalKafkaCluster cluster, List<TcpProxy> proxies) implements AutoCloseable {

    static ProxiedCluster start(int nodes) {
        List<TcpProxy> proxies = Stream.generate(TcpProxy::new).limit(nodes).toList();
        LocalKafkaCluster cluster = LocalKafka.builder()
                .nodes(nodes)
                .jvmOption("-Xmx300m")
                .property("controlled.shutdown.enable", "true")
                .advertisedPorts(proxies.stream().map(TcpProxy::port).toList())
                .startProcesses();
        for (int node = 1; node <= nodes; node++) {
            proxies.get(node - 1).target(cluster.bootstrapServers(node));
        }
        return new ProxiedCluster(cluster, proxies);
    }

    TcpProxy proxy(int node) {
        return proxies.get(node - 1);
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        for (TcpProxy proxy : proxies) {
            proxy.close();
        }
    }
}
