package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** How Prometheus and Grafana in a cluster find what is theirs. */
@Tag("process")
@Timeout(120)
class ClusterMonitoringTest {
    @TempDir
    private Path directory;

    private static boolean isAnnotated(Manifests manifests) {
        ObjectMeta pod = manifests
                .all(Deployment.class)
                .getFirst()
                .getSpec()
                .getTemplate()
                .getMetadata();
        return pod.getAnnotations().containsKey("prometheus.io/scrape");
    }

    private static boolean hasPodMonitor(Manifests manifests) {
        return manifests.objects().stream().anyMatch(object -> "PodMonitor".equals(object.get("kind")));
    }

    @Test
    void the_alerts_in_the_cluster_are_those_of_compose() throws Exception {
        Map<String, Object> rules =
                new Yaml().load(Files.readString(Tool.PROJECT.resolve("monitoring/prometheus/rules/headgate.yml")));
        Map<String, Object> spec = Manifests.section(Manifests.of("prod").first("PrometheusRule"), "spec");
        assertThat(spec.get("groups")).isEqualTo(rules.get("groups"));
    }

    /** By annotations and by a PodMonitor, each pod would be scraped twice, and each sum twice what it is. */
    @Test
    void a_pod_is_found_in_one_way_only() throws Exception {
        Manifests dev = Manifests.of("dev");
        Manifests prod = Manifests.of("prod");
        assertThat(isAnnotated(dev)).isTrue();
        assertThat(hasPodMonitor(dev)).isFalse();
        assertThat(isAnnotated(prod)).isFalse();
        assertThat(hasPodMonitor(prod)).isTrue();
        assertThat(isAnnotated(Manifests.ofBaseWith("monitoring", directory))).isFalse();
    }

    @Test
    void the_annotations_name_the_port_and_the_path_of_the_metrics() throws Exception {
        Deployment deployment = Manifests.ofBaseWith("scrape-annotations", directory)
                .all(Deployment.class)
                .getFirst();
        int port = deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getPorts()
                .getFirst()
                .getContainerPort();
        assertThat(deployment.getSpec().getTemplate().getMetadata().getAnnotations())
                .containsEntry("prometheus.io/port", String.valueOf(port))
                .containsEntry("prometheus.io/path", "/metrics");
    }

    @Test
    void an_operator_that_selects_by_release_takes_monitor_and_rules_in() throws Exception {
        Manifests prod = Manifests.of("prod");
        for (String kind : List.of("PodMonitor", "PrometheusRule")) {
            Map<String, Object> labels = Manifests.section(Manifests.section(prod.first(kind), "metadata"), "labels");
            assertThat(labels).containsEntry("release", "kube-prometheus-stack");
        }
        assertThat(prod.all(Deployment.class).getFirst().getMetadata().getLabels())
                .doesNotContainKey("release");
    }

    @Test
    void grafana_in_the_cluster_finds_the_dashboard_of_compose() throws Exception {
        ConfigMap dashboard = Manifests.of("prod").all(ConfigMap.class).stream()
                .filter(each -> each.getMetadata().getName().equals("headgate-dashboard"))
                .findFirst()
                .orElseThrow();
        assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
        assertThat(dashboard.getData())
                .containsOnly(Map.entry(
                        "headgate.json",
                        Files.readString(Tool.PROJECT.resolve("monitoring/grafana/dashboards/headgate.json"))));
    }
}
