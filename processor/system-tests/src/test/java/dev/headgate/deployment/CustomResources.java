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

/** What the objects of KEDA and of the Prometheus operator may hold, by JSON schema: names, types, what is required. */
final class CustomResources {
    private static final JsonMapper JSON = new JsonMapper();
    private static final ObjectNode SCHEMA = schema();

    private CustomResources() {}

    private static ObjectNode schema() {
        try (InputStream file = CustomResources.class.getResourceAsStream("custom-resources.schema.json")) {
            return (ObjectNode) JSON.readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean knows(Map<String, Object> object) {
        return SCHEMA.path("$defs").path(kind(object)).path("properties").has("kind");
    }

    private static String kind(Map<String, Object> object) {
        return String.valueOf(object.get("kind"));
    }

    /** What is wrong with it, each fault with its place; empty if nothing is. */
    static List<String> faults(Map<String, Object> object) {
        ObjectNode ofKind = SCHEMA.deepCopy();
        ofKind.put("$ref", "#/$defs/" + kind(object));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ofKind);
        return schema.validate(JSON.<ObjectNode>valueToTree(object)).stream()
                .map(Error::toString)
                .toList();
    }
}
