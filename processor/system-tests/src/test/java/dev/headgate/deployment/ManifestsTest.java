package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
    void every_object_holds_what_its_type_may_hold(String overlay) throws Exception {
        for (Map<String, Object> object : Manifests.of(overlay).objects()) {
            assertThat(ManifestSchemas.faults(object)).as("%s", object).isEmpty();
        }
    }

    static Stream<String> components() {
        return Stream.of(Objects.requireNonNull(
                        Tool.PROJECT.resolve("k8s/components").toFile().list()))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("components")
    void every_component_fits_the_base_by_itself(String component, @TempDir Path directory) throws Exception {
        List<Map<String, Object>> objects =
                Manifests.ofBaseWith(component, directory).objects();
        assertThat(objects)
                .hasSizeGreaterThan(5)
                .allSatisfy(object -> assertThat(ManifestSchemas.faults(object))
                        .as("%s", object)
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Deployment",
                "NetworkPolicy",
                "ScaledObject",
                "TriggerAuthentication",
                "PodMonitor",
                "PrometheusRule"
            })
    void a_field_that_a_type_has_not_is_found(String kind) throws Exception {
        Map<String, Object> object = Manifests.of("prod").first(kind);
        Manifests.section(object, "spec").put("replicaz", 3);
        assertThat(ManifestSchemas.faults(object)).singleElement().asString().contains("replicaz");
    }

    @Test
    void a_value_of_a_wrong_type_and_a_missing_field_are_found() throws Exception {
        Map<String, Object> scaled = Manifests.of("prod").first("ScaledObject");
        Map<String, Object> spec = Manifests.section(scaled, "spec");
        spec.put("maxReplicaCount", "twelve");
        Manifests.section(spec, "fallback").remove("replicas");
        Manifests.section(spec, "fallback").put("behavior", "currentReplicasIfHungry");
        assertThat(ManifestSchemas.faults(scaled))
                .hasSize(3)
                .anySatisfy(fault -> assertThat(fault).contains("maxReplicaCount", "string", "number"))
                .anySatisfy(fault -> assertThat(fault).contains("fallback", "replicas"))
                .anySatisfy(fault -> assertThat(fault).contains("behavior", "currentReplicasIfHigher"));
        Map<String, Object> deployment = Manifests.of("prod").first("Deployment");
        Manifests.section(deployment, "spec").remove("selector");
        assertThat(ManifestSchemas.faults(deployment))
                .singleElement()
                .asString()
                .contains("selector");
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
            pod.getSpec().getInitContainers().forEach(ManifestsTest::requireBounds);
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

    @Test
    void the_grace_period_covers_the_drain_and_the_last_commit() throws Exception {
        Map<String, Object> file = new Yaml().load(Files.readString(Tool.PROJECT.resolve("k8s/base/headgate.yaml")));
        Map<String, Object> config = Manifests.section(file, "headgate");
        long drain = seconds(config, "drain-timeout");
        long commit = seconds(Manifests.section(config, "commit"), "timeout");
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
}
