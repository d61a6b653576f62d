package dev.headgate.sim.cli;

import dev.headgate.sim.payload.AvroEncoder;
import dev.headgate.sim.payload.Samples;
import dev.headgate.sim.payload.Template;
import dev.headgate.sim.payload.ValueSpec;
import dev.headgate.sim.random.SeededRandom;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import picocli.CommandLine.Option;

/** The options about values in Avro. */
final class AvroFlags {

    @Option(
            names = "--avro-schema",
            paramLabel = "FILE",
            description = "Sends what --template makes as Avro of this schema (.avsc). Needs --schema-registry.")
    private Optional<Path> schema = Optional.empty();

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "Registers the schema there as that of the topic's values.")
    private Optional<URI> registry = Optional.empty();

    /** Whether any of the options is given. */
    boolean isAsked() {
        return schema.isPresent() || registry.isPresent();
    }

    /** What the options make of a template; the id of the schema is not known yet. */
    ValueSpec values(Optional<Template> template) {
        if (!isAsked()) {
            return new ValueSpec.Templated(template.orElseThrow());
        }
        if (schema.isEmpty() || registry.isEmpty() || template.isEmpty()) {
            throw SimException.input(
                    "Avro needs --template, --avro-schema and --schema-registry; give all three, or for"
                            + " values of JSON --template alone");
        }
        if (!registry.get().isAbsolute() || registry.get().getHost() == null) {
            throw SimException.input(
                    "--schema-registry " + registry.get() + " is no address; give one such as http://localhost:8081");
        }
        Schema parsed = SimException.reading("--avro-schema", () -> parse(Samples.text(schema.get())));
        byte[] trial = template.get().renderer(new SeededRandom(0, "trial")).render(0, 0);
        try {
            new AvroEncoder(parsed, 0).encode(trial);
        } catch (IllegalArgumentException e) {
            throw SimException.input(
                    "--template does not fit --avro-schema " + schema.get() + ": " + e.getMessage()
                            + "; name each field of the schema, and write what may be null as {\"string\":\"…\"}",
                    e);
        }
        return new ValueSpec.Avro(template.get(), parsed, 0);
    }

    private static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (SchemaParseException e) {
            throw new IllegalArgumentException(
                    "not an Avro schema: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    /** Registers the schema of values in Avro, and returns them with its id; others as they are. */
    ValueSpec registered(ValueSpec values, String topic, Duration timeout) throws InterruptedException {
        if (values instanceof ValueSpec.Avro(Template template, Schema known, int _)) {
            int id = new SchemaRegistry(registry.orElseThrow(), timeout).register(topic, known);
            return new ValueSpec.Avro(template, known, id);
        }
        return values;
    }
}
