package dev.headgate.sim.payload;

import dev.headgate.sim.random.SeededRandom;
import java.util.List;
import org.apache.avro.Schema;

/** Makes sources of values, one for each producer. */
public final class ValueSources {

    private ValueSources() {}

    /**
     * The source for one producer.
     *
     * @param seed of this producer
     */
    public static ValueSource of(ValueSpec spec, long seed) {
        SeededRandom random = new SeededRandom(seed, "value");
        return switch (spec) {
            case ValueSpec.Generated generated -> new BytePool(generated, random);
            case ValueSpec.Samples(List<byte[]> values) ->
                (position, key) -> values.get(random.at(position).nextInt(values.size()));
            case ValueSpec.Templated(Template template) -> {
                Template.Renderer renderer = template.renderer(random);
                yield renderer::render;
            }
            case ValueSpec.Avro(Template template, Schema schema, int id) -> {
                Template.Renderer renderer = template.renderer(random);
                AvroEncoder encoder = new AvroEncoder(schema, id);
                yield (position, key) -> encoder.encode(renderer.render(position, key));
            }
        };
    }
}
