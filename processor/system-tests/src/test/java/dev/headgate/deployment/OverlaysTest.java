package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody does with the two overlays. */
@Tag("process")
@Timeout(120)
class OverlaysTest {
    private static final String PROD = "k8s/overlays/prod";

    private static Set<String> found(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher matcher = Pattern.compile(pattern).matcher(text); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String headOfProd() throws Exception {
        return Files.readString(Tool.PROJECT.resolve(PROD + "/kustomization.yaml"))
                .split("apiVersion", -1)[0];
    }

    /** A secret needs its namespace, which nothing but these manifests makes. */
    @Test
    void the_steps_to_production_make_the_namespace_before_the_secret_before_the_rest() throws Exception {
        List<String> steps = headOfProd()
                .lines()
                .filter(line -> line.startsWith("#   kubectl"))
                .toList();
        String namespace = Manifests.of("prod")
                .all(Namespace.class)
                .getFirst()
                .getMetadata()
                .getName();
        assertThat(steps).hasSize(3);
        assertThat(steps.get(0)).contains("kubectl apply -f " + PROD + "/namespace.yaml");
        assertThat(steps.get(1)).contains("kubectl -n " + namespace + " create secret generic headgate-kafka");
        assertThat(steps.get(2)).endsWith("kubectl apply -k " + PROD);
        assertThat(Tool.PROJECT.resolve(PROD + "/namespace.yaml"))
                .content()
                .contains("kind: Namespace", "name: " + namespace + "\n");
    }

    @Test
    void the_secret_is_made_with_the_keys_that_the_processor_and_keda_ask_for() throws Exception {
        Manifests prod = Manifests.of("prod");
        Set<String> asked =
                found("key=([\\w-]+)", prod.first("TriggerAuthentication").toString());
        prod
                .all(Deployment.class)
                .getFirst()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .stream()
                .map(EnvVar::getValueFrom)
                .filter(from -> from != null && from.getSecretKeyRef() != null)
                .forEach(from -> asked.add(from.getSecretKeyRef().getKey()));
        assertThat(asked).hasSize(4).isEqualTo(found("--from-literal=([\\w-]+)=", headOfProd()));
    }

    /** Its exit code is the result; a second run would add its records to those of the first. */
    @Test
    void a_load_test_that_has_failed_is_not_repeated() throws Exception {
        JobSpec load = Manifests.of("dev").all(Job.class).stream()
                .filter(job -> job.getMetadata().getName().equals("producer-sim"))
                .findFirst()
                .orElseThrow()
                .getSpec();
        assertThat(load.getBackoffLimit()).isZero();
        assertThat(load.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(load.getPodFailurePolicy().getRules()).singleElement().satisfies(rule -> {
            assertThat(rule.getAction()).isEqualTo("Ignore");
            assertThat(rule.getOnPodConditions()).extracting("type").containsExactly("DisruptionTarget");
        });
        assertThat(load.getTemplate().getSpec().getInitContainers())
                .as("the broker is waited for, since nothing tries again")
                .singleElement()
                .satisfies(each -> assertThat(each.getArgs().getFirst()).contains("/dev/tcp/kafka/9092", "exit 1"));
    }

    @Test
    void every_job_that_may_be_repeated_does_the_same_each_time() throws Exception {
        Map<String, Integer> tries = Manifests.of("dev").all(Job.class).stream()
                .collect(Collectors.toMap(
                        job -> job.getMetadata().getName(), job -> job.getSpec().getBackoffLimit()));
        assertThat(tries).containsOnly(Map.entry("producer-sim", 0), Map.entry("topics", 20));
        assertThat(Files.readString(Tool.PROJECT.resolve("k8s/overlays/dev/kafka.yaml")))
                .contains("--create --if-not-exists");
    }
}
