package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What {@code docker compose down} keeps, and what it leaves behind. */
@Tag("process")
class ComposeTest {
    /** What the images declare with VOLUME, whatever their version; the others declare nothing. */
    private static final Map<String, List<String>> VOLUMES = Map.of(
            "apache/kafka", List.of("/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config"),
            "prom/prometheus", List.of("/prometheus"),
            "grafana/grafana", List.of(),
            "headgate", List.of(),
            "headgate-sim", List.of());

    private final Map<String, Object> compose = compose();

    private static Map<String, Object> compose() {
        try {
            return new Yaml().load(Files.readString(Tool.PROJECT.resolve("docker-compose.yml")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Map<String, Object> of, String name) {
        return (List<String>) of.getOrDefault(name, List.of());
    }

    private Map<String, Object> service(String name) {
        return Manifests.section(Manifests.section(compose, "services"), name);
    }

    /** Where something is mounted: volumes are "source:target" or "source:target:ro". */
    private static List<String> mounted(Map<String, Object> service) {
        List<String> targets = new ArrayList<>(list(service, "tmpfs"));
        list(service, "volumes").forEach(each -> targets.add(each.split(":", -1)[1]));
        return targets;
    }

    @Test
    void no_service_makes_an_anonymous_volume() {
        for (String name : Manifests.section(compose, "services").keySet()) {
            Map<String, Object> service = service(name);
            String image = String.valueOf(service.get("image")).split(":", -1)[0];
            assertThat(VOLUMES)
                    .as("the volumes of the image of %s are known", name)
                    .containsKey(image);
            assertThat(mounted(service))
                    .as("what is mounted in %s", name)
                    .containsAll(Objects.requireNonNull(VOLUMES.get(image)));
        }
    }

    @Test
    void topics_and_measurements_outlast_the_containers() {
        assertThat(Manifests.section(compose, "volumes")).containsOnlyKeys("kafka", "prometheus");
        Map<String, Object> kafka = service("kafka");
        assertThat(list(kafka, "volumes")).containsExactly("kafka:/var/lib/kafka/data");
        assertThat(Manifests.section(kafka, "environment")).containsEntry("KAFKA_LOG_DIRS", "/var/lib/kafka/data");
        assertThat(list(service("prometheus"), "volumes")).contains("prometheus:/prometheus");
    }

    private static String upToTheDownload(String module) throws IOException {
        String dockerfile = Files.readString(Tool.PROJECT.resolve(module).resolve("Dockerfile"));
        return dockerfile.substring(dockerfile.indexOf("\nARG BUILD="), dockerfile.indexOf("\n# The same in both\n"));
    }

    /** The same instructions on the same files are one layer, whichever image is built first. */
    @Test
    void both_images_are_built_from_one_download_that_only_the_poms_decide() throws IOException {
        String processor = upToTheDownload("processor");
        assertThat(processor)
                .isEqualTo(upToTheDownload("producer-sim"))
                .contains("! -name pom.xml")
                .containsPattern(
                        "(?s)COPY --from=poms .*RUN mvn .*-pl processor/app,producer-sim -am .*copy-dependencies");
        assertThat(processor.substring(processor.indexOf("AS build"))).doesNotContain("COPY . .", "ARG MODULE");
    }
}
