package dev.headgate.deployment;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** The objects of a folder as {@code kubectl kustomize} renders them. */
record Manifests(List<Map<String, Object>> objects) {
    private static final Map<String, Class<?>> TYPES = Map.of(
            "v1/Namespace", Namespace.class,
            "v1/ConfigMap", ConfigMap.class,
            "v1/Secret", Secret.class,
            "v1/Service", Service.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "apps/v1/Deployment", Deployment.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "batch/v1/Job", Job.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

    /** The models keep fields that they don't know; this makes them refuse such fields. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
                    return Boolean.FALSE;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static Manifests of(String overlay) throws IOException, InterruptedException {
        return in(Tool.PROJECT.resolve("k8s/overlays").resolve(overlay));
    }

    /** The base with one component, as an overlay of a user would have it. */
    static Manifests ofBaseWith(String component, Path directory) throws IOException, InterruptedException {
        Path overlay = directory.toRealPath();
        Path k8s = overlay.relativize(Tool.PROJECT.toRealPath().resolve("k8s"));
        Files.writeString(overlay.resolve("kustomization.yaml"), """
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources: [%s/base]
            components: [%s/components/%s]
            """.formatted(k8s, k8s, component));
        return in(overlay);
    }

    @SuppressWarnings("unchecked")
    private static Manifests in(Path folder) throws IOException, InterruptedException {
        List<Map<String, Object>> objects = new ArrayList<>();
        new Yaml()
                .loadAll(Tool.KUBECTL.run("kustomize", folder.toString()))
                .forEach(each -> objects.add((Map<String, Object>) each));
        return new Manifests(objects);
    }

    static String type(Map<String, Object> object) {
        return object.get("apiVersion") + "/" + object.get("kind");
    }

    /** As the class that fabric8 has for it. */
    static Object parse(Map<String, Object> object) {
        Class<?> type = TYPES.get(type(object));
        if (type == null) {
            throw new IllegalArgumentException("no model of " + type(object));
        }
        return STRICT.convertValue(object, type);
    }

    /** All of a type, parsed. */
    <T> List<T> all(Class<T> type) {
        return objects.stream()
                .filter(object -> TYPES.get(type(object)) == type)
                .map(Manifests::parse)
                .map(type::cast)
                .toList();
    }

    Map<String, Object> first(String kind) {
        return objects.stream()
                .filter(object -> kind.equals(object.get("kind")))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> section(Map<String, Object> of, String name) {
        return (Map<String, Object>) Objects.requireNonNull(of.get(name), name);
    }
}
