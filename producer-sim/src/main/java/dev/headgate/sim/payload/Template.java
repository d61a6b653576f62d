package dev.headgate.sim.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.sim.random.SeededRandom;
import dev.headgate.sim.text.BadTextException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Text with generated fields: {@code {"id":"${uuid}","amount":${int(1,1000)},"name":"${name}"}}. What stands in a field is
 * drawn from seed and position alone. {@link Fields} lists the fields. In a template of JSON, what is drawn within a string
 * is escaped as JSON wants it (RFC 8259, section 7). Immutable; each producer renders with its own {@link Renderer}.
 */
public final class Template {

    private static final int TRIALS = 100;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    private sealed interface Part {}

    private record Text(String text) implements Part {}

    private record Field(Fields.Field field) implements Part {}

    /**
     * Reads a template of plain text, in which nothing is escaped.
     *
     * @throws BadTextException where a field is not closed, not known, or has wrong arguments
     */
    public static Template parse(String text) {
        return parse(text, false);
    }

    /** Whether a text is meant to be JSON: it begins with a brace or a bracket. */
    public static boolean looksLikeJson(String text) {
        String stripped = text.stripLeading();
        return stripped.startsWith("{") || stripped.startsWith("[");
    }

    /**
     * Reads a template of JSON.
     *
     * @throws BadTextException where a field is not closed, not known, or has wrong arguments
     * @throws IllegalArgumentException if it is not JSON once its fields are filled in
     */
    public static Template parseJson(String text) {
        Template template = parse(text, true);
        byte[] trial = template.renderer(new SeededRandom(0, "trial")).render(0, 0);
        try {
            JSON.readTree(trial);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "with its fields filled in it is not JSON, at line "
                            + e.getLocation().getLineNr() + ", character "
                            + e.getLocation().getColumnNr() + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("")
                            + "; put double quotes around each field that is text, such as \"${name}\"",
                    e);
        }
        return template;
    }

    private static Template parse(String text, boolean json) {
        List<Part> parts = new ArrayList<>();
        JsonStrings strings = new JsonStrings();
        int from = 0;
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw at(text, open, "this field has no closing brace; write ${name}");
            }
            parts.add(new Text(text.substring(from, open)));
            strings.pass(text, from, open);
            try {
                Fields.Field field = Fields.parse(text.substring(open + 2, close));
                parts.add(new Field(json && strings.isWithin() ? escaped(field) : field));
            } catch (IllegalArgumentException e) {
                throw at(text, open + 2, String.valueOf(e.getMessage()));
            }
            from = close + 1;
        }
        parts.add(new Text(text.substring(from)));
        return new Template(parts);
    }

    private static Fields.Field escaped(Fields.Field field) {
        return (context, out) -> {
            StringBuilder plain = new StringBuilder();
            field.append(context, plain);
            JsonStringEncoder.getInstance().quoteAsString(plain, out);
        };
    }

    /** Follows the text of a template, to know whether a field stands within a string. */
    private static final class JsonStrings {

        private boolean within;
        private boolean escapes;

        void pass(String text, int from, int to) {
            for (int i = from; i < to; i++) {
                char each = text.charAt(i);
                if (escapes) {
                    escapes = false;
                } else if (within && each == '\\') {
                    escapes = true;
                } else if (each == '"') {
                    within = !within;
                }
            }
        }

        boolean isWithin() {
            return within;
        }
    }

    /** Only the line that is wrong, for a template may be long. */
    private static BadTextException at(String text, int position, String problem) {
        int start = text.lastIndexOf('\n', position) + 1;
        int end = text.indexOf('\n', position);
        return new BadTextException(
                text.substring(start, end < 0 ? text.length() : end).stripTrailing(), position - start, problem);
    }

    /** How many bytes it has on average, by trial. */
    double meanSize() {
        return meanSize(UnaryOperator.identity());
    }

    /** How many bytes is on average what is made of it, by trial. */
    double meanSize(UnaryOperator<byte[]> encoding) {
        Renderer renderer = renderer(new SeededRandom(0, "trial"));
        long total = 0;
        for (int i = 0; i < TRIALS; i++) {
            total += encoding.apply(renderer.render(i, 0)).length;
        }
        return (double) total / TRIALS;
    }

    /** For one producer, which draws from that generator. */
    public Renderer renderer(SeededRandom random) {
        return new Renderer(parts, random);
    }

    /** Renders records of one producer. Not thread-safe. */
    public static final class Renderer {

        private final List<Part> parts;
        private final FieldContext context;
        private final StringBuilder out = new StringBuilder();

        private Renderer(List<Part> parts, SeededRandom random) {
            this.parts = parts;
            this.context = new FieldContext(random);
        }

        /** The text of the record at a position, with a key of that number, as UTF-8. */
        public byte[] render(long position, int key) {
            context.at(position, key);
            out.setLength(0);
            for (Part part : parts) {
                switch (part) {
                    case Text(String text) -> out.append(text);
                    case Field(Fields.Field field) -> field.append(context, out);
                }
            }
            return out.toString().getBytes(UTF_8);
        }
    }
}
