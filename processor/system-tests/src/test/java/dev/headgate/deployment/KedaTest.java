package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;

/** What KEDA is told. */
@Tag("process")
@Timeout(120)
class KedaTest {
    private static Deployment headgate(Manifests manifests) {
        return manifests.all(Deployment.class).getFirst();
    }

    @Test
    void with_keda_the_number_of_pods_is_its_business_and_ends_at_the_number_of_partitions() throws Exception {
        Manifests manifests = Manifests.of("prod");
        assertThat(headgate(manifests).getSpec().getReplicas()).isNull();
        Map<String, Object> scaled = Manifests.section(manifests.first("ScaledObject"), "spec");
        assertThat((Integer) scaled.get("maxReplicaCount")).isEqualTo(12);
        assertThat((Integer) scaled.get("minReplicaCount")).isPositive();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> trigger(Manifests manifests) {
        List<Object> triggers = (List<Object>) Objects.requireNonNull(
                Manifests.section(manifests.first("ScaledObject"), "spec").get("triggers"));
        assertThat(triggers).hasSize(1);
        return (Map<String, Object>) triggers.getFirst();
    }

    @Test
    void keda_looks_at_the_topic_and_the_group_that_are_consumed() throws Exception {
        Map<String, Object> file = new Yaml().load(Files.readString(Tool.PROJECT.resolve("k8s/base/headgate.yaml")));
        Map<String, Object> metadata = Manifests.section(trigger(Manifests.of("prod")), "metadata");
        assertThat(metadata.get("topic"))
                .isEqualTo(Manifests.section(file, "headgate").get("topics"));
        assertThat(metadata.get("consumerGroup"))
                .isEqualTo(Manifests.section(file, "kafka").get("group.id"));
    }

    @Test
    void keda_logs_in_as_the_processor_does() throws Exception {
        Manifests manifests = Manifests.of("prod");
        Map<String, Object> trigger = trigger(manifests);
        Map<String, Object> metadata = Manifests.section(trigger, "metadata");
        Map<String, String> environment =
                headgate(manifests).getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                        .filter(each -> each.getValue() != null)
                        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        assertThat(environment)
                .containsEntry("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                .containsEntry("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512");
        assertThat(metadata).containsEntry("sasl", "scram_sha512").containsEntry("tls", "enable");
        Map<String, Object> authentication = manifests.first("TriggerAuthentication");
        assertThat(Manifests.section(trigger, "authenticationRef").get("name"))
                .isEqualTo(Manifests.section(authentication, "metadata").get("name"));
        assertThat(String.valueOf(Manifests.section(authentication, "spec").get("secretTargetRef")))
                .contains("parameter=username", "parameter=password", "name=headgate-kafka");
    }

    /** More pods than partitions that lag would move partitions and take no lag away. */
    @Test
    void partitions_without_lag_ask_for_no_pods() throws Exception {
        assertThat(Manifests.section(trigger(Manifests.of("prod")), "metadata"))
                .containsEntry("limitToPartitionsWithLag", "true")
                .doesNotContainKey("allowIdleConsumers");
    }

    /** Unless told, KEDA speaks as clients of 1.0 did, which brokers from 4.0 on don't understand. */
    @Test
    void keda_speaks_the_protocol_of_the_oldest_brokers_that_are_supported() throws Exception {
        Matcher oldest = Pattern.compile("\\| Kafka brokers \\| ([0-9.]+) and newer ")
                .matcher(Files.readString(Tool.PROJECT.resolve("docs/VERSIONS.md")));
        assertThat(oldest.find()).isTrue();
        assertThat(Manifests.section(trigger(Manifests.of("prod")), "metadata"))
                .containsEntry("version", oldest.group(1) + ".0");
    }

    @Test
    void a_lag_that_keda_cannot_ask_for_takes_no_pod_away() throws Exception {
        Map<String, Object> spec = Manifests.section(Manifests.of("prod").first("ScaledObject"), "spec");
        assertThat(Manifests.section(spec, "fallback"))
                .containsEntry("behavior", "currentReplicasIfHigher")
                .containsEntry("replicas", spec.get("minReplicaCount"));
    }
}
