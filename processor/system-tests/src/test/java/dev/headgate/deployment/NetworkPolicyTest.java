package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches the processor, and whom it reaches. */
@Tag("process")
@Timeout(120)
class NetworkPolicyTest {
    /** Plain, TLS or SASL of most; TLS, SCRAM and IAM of Amazon MSK. */
    private static final List<Integer> BROKERS = List.of(9092, 9093, 9094, 9096, 9098);

    @TempDir
    private Path directory;

    private static NetworkPolicy policy(Manifests manifests) {
        return manifests.all(NetworkPolicy.class).stream()
                .filter(each -> each.getMetadata().getName().equals("headgate"))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Integer> ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort().getIntVal());
    }

    private static List<Integer> egressPorts(Manifests manifests) {
        return policy(manifests).getSpec().getEgress().stream()
                .flatMap(NetworkPolicyTest::ports)
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void only_monitoring_comes_in_and_only_names_and_kafka_are_gone_to(String overlay) throws Exception {
        Manifests manifests = Manifests.of(overlay);
        assertThat(policy(manifests).getSpec().getIngress())
                .allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty());
        assertThat(egressPorts(manifests))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of(53), BROKERS.stream()).toList());
    }

    /** NodeLocal DNSCache answers at an address of the node, which neither a pod nor a namespace selector matches. */
    @Test
    void names_are_asked_for_in_the_cluster_and_at_the_cache_of_the_node() throws Exception {
        List<NetworkPolicyPeer> servers = policy(Manifests.of("prod")).getSpec().getEgress().stream()
                .filter(rule -> ports(rule).allMatch(port -> port == 53))
                .flatMap(rule -> rule.getTo().stream())
                .toList();
        assertThat(servers)
                .extracting(peer ->
                        peer.getIpBlock() == null ? "" : peer.getIpBlock().getCidr())
                .containsExactlyInAnyOrder("169.254.20.10/32", "");
        assertThat(servers.toString()).contains("kubernetes.io/metadata.name=kube-system");
    }

    @Test
    void one_component_opens_the_port_of_tokens_and_registries() throws Exception {
        assertThat(egressPorts(Manifests.ofBaseWith("egress-https", directory)))
                .contains(443)
                .containsAll(BROKERS);
    }
}
