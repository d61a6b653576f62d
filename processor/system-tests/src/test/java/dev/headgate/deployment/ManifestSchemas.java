package dev.headgate.deployment;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What objects of Kubernetes, KEDA and the Prometheus operator may hold: names, types, values, what is required. */
final class ManifestSchemas {
    private static final JsonMapper JSON = new JsonMapper();
    private static final ObjectNode SCHEMA = schema();

    private ManifestSchemas() {}

    private static ObjectNode schema() {
        try (InputStream file = ManifestSchemas.class.getResourceAsStream("manifests.schema.json")) {
            return (ObjectNode) JSON.readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is wrong with it, each fault with its place; empty if nothing is. */
    static List<String> faults(Map<String, Object> object) {
        String kind = String.valueOf(object.get("kind"));
        if (!SCHEMA.path("$defs").path(kind).path("properties").has("kind")) {
            return List.of("no schema of the kind " + kind);
        }
        ObjectNode ofKind = SCHEMA.deepCopy();
        ofKind.put("$ref", "#/$defs/" + kind);
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ofKind);
        return schema.validate(JSON.<ObjectNode>valueToTree(object)).stream()
                .map(Error::toString)
                .toList();
    }
}
