package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Of kube-score, kube-linter and Polaris these rules are held: requests and limits for processor, memory and ephemeral
 * storage; memory requested is memory allowed; probes, and different ones; no latest tag; not root by number, no privilege
 * escalation, all capabilities dropped, read-only root, a seccomp profile; no service account token; a network policy and a
 * disruption budget that select what is there; spread over hosts and zones; a grace period that fits.
 */
@Tag("process")
@Timeout(120)
class ManifestsTest {
    /** After the last commit: leaving the group, the workers, the sinks' producers, the monitor's client. */
    private static final int CLOSING_SECONDS = 15;

    private static Stream<PodTemplateSpec> pods(Manifests manifests) {
        return Stream.of(
                        manifests.all(Deployment.class).stream()
                                .map(each -> each.getSpec().getTemplate()),
                        manifests.all(StatefulSet.class).stream()
                                .map(each -> each.getSpec().getTemplate()),
                        manifests.all(Job.class).stream()
                                .map(each -> each.getSpec().getTemplate()))
                .flatMap(each -> each);
    }

    private static Deployment headgate(Manifests manifests) {
        assertThat(manifests.all(Deployment.class)).hasSize(1);
        return manifests.all(Deployment.class).getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void every_object_has_only_fields_that_its_type_has(String overlay) throws Exception {
        for (Map<String, Object> object : Manifests.of(overlay).objects()) {
            Set<String> custom = Manifests.CUSTOM.get(Manifests.type(object));
            if (custom == null) {
                assertThat(Manifests.parse(object)).isNotNull();
            } else {
                assertThat(section(object, "spec").keySet()).isSubsetOf(custom);
            }
        }
    }

    @Test
    void the_check_for_unknown_fields_has_teeth() throws Exception {
        Map<String, Object> deployment = Manifests.of("dev").custom("Deployment");
        Map<String, Object> spec = section(deployment, "spec");
        spec.put("replicaz", 3);
        assertThatThrownBy(() -> Manifests.parse(deployment)).hasMessageContaining("replicaz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void every_container_is_confined_and_bounded(String overlay) throws Exception {
        List<PodTemplateSpec> pods = pods(Manifests.of(overlay)).toList();
        assertThat(pods).isNotEmpty();
        for (PodTemplateSpec pod : pods) {
            assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault");
            pod.getSpec().getContainers().forEach(ManifestsTest::requireBounds);
        }
    }

    private static void requireBounds(Container container) {
        assertThat(container.getImage()).matches(".+:[0-9][0-9.]+");
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        Map<String, Quantity> limits = container.getResources().getLimits();
        Map<String, Quantity> requests = container.getResources().getRequests();
        assertThat(limits).containsOnlyKeys("cpu", "memory", "ephemeral-storage");
        assertThat(requests).containsOnlyKeys("cpu", "memory", "ephemeral-storage");
        if (container.getImage().startsWith("headgate")) {
            assertThat(requests.get("memory")).isEqualTo(limits.get("memory"));
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void liveness_readiness_and_start_are_asked_for_in_different_ways(String overlay) throws Exception {
        Container container = headgate(Manifests.of(overlay))
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
        Probe live = container.getLivenessProbe();
        Probe ready = container.getReadinessProbe();
        Probe start = container.getStartupProbe();
        assertThat(live.getHttpGet().getPath()).isEqualTo("/health/live");
        assertThat(ready.getHttpGet().getPath()).isEqualTo("/health/ready");
        assertThat(start.getPeriodSeconds() * start.getFailureThreshold()).isGreaterThanOrEqualTo(60);
        assertThat(live.getPeriodSeconds() * live.getFailureThreshold())
                .isGreaterThan(ready.getPeriodSeconds() * ready.getFailureThreshold());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> section(Map<String, Object> of, String name) {
        return (Map<String, Object>) Objects.requireNonNull(of.get(name), name);
    }

    @Test
    void the_grace_period_covers_the_drain_and_the_last_commit() throws Exception {
        Map<String, Object> file = new Yaml().load(Files.readString(Tool.PROJECT.resolve("k8s/base/headgate.yaml")));
        Map<String, Object> config = section(file, "headgate");
        long drain = seconds(config, "drain-timeout");
        long commit = seconds(section(config, "commit"), "timeout");
        for (String overlay : List.of("dev", "prod")) {
            assertThat(headgate(Manifests.of(overlay))
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getTerminationGracePeriodSeconds())
                    .isGreaterThanOrEqualTo(drain + commit + CLOSING_SECONDS);
        }
    }

    /** As docs/OPERATIONS.md has it under "Sizing", for the defaults and three brokers, in MiB. */
    @Test
    void the_memory_covers_what_the_formula_asks_for_with_three_brokers() throws Exception {
        long heap = 2 * 64 + 4 + 1 + 3 * 50 + 100;
        for (String overlay : List.of("dev", "prod")) {
            Container container = headgate(Manifests.of(overlay))
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst();
            Quantity memory =
                    Objects.requireNonNull(container.getResources().getLimits().get("memory"));
            long limit = memory.getNumericalAmount().longValue() >> 20;
            assertThat(limit - (120 + limit / 8)).isGreaterThanOrEqualTo(heap);
        }
    }

    private static long seconds(Map<String, Object> of, String name) {
        return Long.parseLong(
                Objects.requireNonNull(of.get(name), name).toString().replace("s", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void budget_and_network_policy_select_the_pods_and_the_account_has_no_token(String overlay) throws Exception {
        Manifests manifests = Manifests.of(overlay);
        Map<String, String> labels =
                headgate(manifests).getSpec().getTemplate().getMetadata().getLabels();
        PodDisruptionBudget budget = manifests.all(PodDisruptionBudget.class).getFirst();
        assertThat(labels).containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
        assertThat(budget.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
        assertThat(manifests.all(NetworkPolicy.class))
                .anySatisfy(policy -> assertThat(labels)
                        .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels()));
        assertThat(manifests.all(ServiceAccount.class))
                .allSatisfy(account ->
                        assertThat(account.getAutomountServiceAccountToken()).isFalse());
        assertThat(headgate(manifests).getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
                .extracting("topologyKey")
                .containsExactlyInAnyOrder("kubernetes.io/hostname", "topology.kubernetes.io/zone");
    }

    @Test
    void with_keda_the_number_of_pods_is_its_business_and_ends_at_the_number_of_partitions() throws Exception {
        Manifests manifests = Manifests.of("prod");
        assertThat(headgate(manifests).getSpec().getReplicas()).isNull();
        Map<String, Object> scaled = section(manifests.custom("ScaledObject"), "spec");
        assertThat((Integer) scaled.get("maxReplicaCount")).isEqualTo(12);
        assertThat((Integer) scaled.get("minReplicaCount")).isPositive();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> trigger(Manifests manifests) {
        List<Object> triggers = (List<Object>) Objects.requireNonNull(
                section(manifests.custom("ScaledObject"), "spec").get("triggers"));
        assertThat(triggers).hasSize(1);
        return (Map<String, Object>) triggers.getFirst();
    }

    @Test
    void keda_looks_at_the_topic_and_the_group_that_are_consumed() throws Exception {
        Map<String, Object> file = new Yaml().load(Files.readString(Tool.PROJECT.resolve("k8s/base/headgate.yaml")));
        Map<String, Object> metadata = section(trigger(Manifests.of("prod")), "metadata");
        assertThat(metadata.get("topic")).isEqualTo(section(file, "headgate").get("topics"));
        assertThat(metadata.get("consumerGroup"))
                .isEqualTo(section(file, "kafka").get("group.id"));
    }

    @Test
    void keda_logs_in_as_the_processor_does() throws Exception {
        Manifests manifests = Manifests.of("prod");
        Map<String, Object> trigger = trigger(manifests);
        Map<String, Object> metadata = section(trigger, "metadata");
        Map<String, String> environment =
                headgate(manifests).getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                        .filter(each -> each.getValue() != null)
                        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        assertThat(environment)
                .containsEntry("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                .containsEntry("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512");
        assertThat(metadata).containsEntry("sasl", "scram_sha512").containsEntry("tls", "enable");
        Map<String, Object> authentication = manifests.custom("TriggerAuthentication");
        assertThat(section(trigger, "authenticationRef").get("name"))
                .isEqualTo(section(authentication, "metadata").get("name"));
        assertThat(String.valueOf(section(authentication, "spec").get("secretTargetRef")))
                .contains("parameter=username", "parameter=password", "name=headgate-kafka");
    }

    @Test
    void only_monitoring_comes_in_and_only_names_and_kafka_are_gone_to() throws Exception {
        for (String overlay : List.of("dev", "prod")) {
            NetworkPolicy policy = Manifests.of(overlay).all(NetworkPolicy.class).stream()
                    .filter(each -> each.getMetadata().getName().equals("headgate"))
                    .findFirst()
                    .orElseThrow();
            assertThat(policy.getSpec().getIngress())
                    .allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty());
            assertThat(policy.getSpec().getEgress().stream()
                            .flatMap(rule -> rule.getPorts().stream())
                            .map(port -> port.getPort().getIntVal()))
                    .containsOnly(53, 9092, 9093);
        }
    }

    @Test
    void the_alerts_in_the_cluster_are_those_of_compose() throws Exception {
        Map<String, Object> rules =
                new Yaml().load(Files.readString(Tool.PROJECT.resolve("monitoring/prometheus/rules/headgate.yml")));
        Map<String, Object> spec = section(Manifests.of("prod").custom("PrometheusRule"), "spec");
        assertThat(spec.get("groups")).isEqualTo(rules.get("groups"));
    }
}
