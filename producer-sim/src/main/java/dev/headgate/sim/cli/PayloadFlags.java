package dev.headgate.sim.cli;

import dev.headgate.sim.CustomHeader;
import dev.headgate.sim.Faults;
import dev.headgate.sim.SimOptionsBuilder;
import dev.headgate.sim.payload.Distribution;
import dev.headgate.sim.payload.Samples;
import dev.headgate.sim.payload.Template;
import dev.headgate.sim.payload.ValueSpec;
import dev.headgate.sim.text.Quantities;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options about what is in a record. */
final class PayloadFlags {

    private static final double LONGEST_COST_MICROS = 3_600e6;

    @Option(
            names = "--payload-size",
            paramLabel = "BYTES",
            description =
                    "Size of each value: 100, 1kB, 100..1000, normal:mean=500,sd=100 or lognormal:median=500,sigma=1."
                            + " Default: 100.")
    private String size = "100";

    @Option(
            names = "--compressibility",
            paramLabel = "%",
            description = "What part of each value a good compressor saves. Default: 50%%.")
    private String compressibility = "50%";

    @Option(
            names = "--payload-file",
            paramLabel = "FILE",
            description = "Values from this file instead, one on each line, in random order.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--template",
            paramLabel = "FILE|JSON",
            description =
                    "Values from a template instead: a file, or text that begins with {. Fields: $${seq}, $${key}, $${uuid},"
                            + " $${int(1,1000)}, $${double(0,1)}, $${bool}, $${pick(a,b)}, $${string(8)}, $${hex(8)},"
                            + " $${time(2026-01-01,2026-12-31)}, $${name}, $${email}, $${city}, $${faker(Name.fullName)}.")
    private Optional<String> template = Optional.empty();

    @ArgGroup(validate = false)
    private AvroFlags avro = new AvroFlags();

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "A header on each record; the value may have the fields of --template. Repeatable.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--tombstones", paramLabel = "%", description = "Records without a value. Default: 0%%.")
    private String tombstones = "0";

    @Option(
            names = "--poison",
            paramLabel = "%",
            description = "Records whose value is neither text nor JSON, marked by a header. Default: 0%%.")
    private String poison = "0";

    @Option(
            names = "--duplicates",
            paramLabel = "%",
            description =
                    "Records that are sent again with the same sequence number, marked by a header. Default: 0%%.")
    private String duplicates = "0";

    @Option(names = "--late", paramLabel = "%", description = "Records with a timestamp in the past. Default: 0%%.")
    private String late = "0";

    @Option(names = "--late-by", paramLabel = "TIME", description = "How far at most. Default: 5m.")
    private String lateBy = "5m";

    @Option(
            names = "--work-cost",
            paramLabel = "TIME",
            description = "A header that says how long a simulated handler should take: 5ms, 1ms..20ms,"
                    + " lognormal:median=5ms,sigma=1 or exponential:mean=5ms.")
    private Optional<String> cost = Optional.empty();

    void apply(SimOptionsBuilder options) {
        options.values(values());
        cost.ifPresent(text -> options.cost(SimException.reading(
                "--work-cost", () -> Distribution.parse(text, PayloadFlags::micros, LONGEST_COST_MICROS))));
        headers.forEach((name, value) -> options.header(
                SimException.reading("--header " + name, () -> new CustomHeader(name, Template.parse(value)))));
        options.faults(new Faults(
                share("--tombstones", tombstones),
                share("--poison", poison),
                share("--duplicates", duplicates),
                share("--late", late),
                LoadFlags.time("--late-by", lateBy)));
    }

    /** Values in Avro with the id that the registry gives to their schema; others as they are. */
    ValueSpec registered(ValueSpec values, String topic, Duration timeout) throws InterruptedException {
        return avro.registered(values, topic, timeout);
    }

    private static Template template(String textOrFile) {
        return SimException.reading("--template", () -> {
            String text = Template.looksLikeJson(textOrFile) ? textOrFile : Samples.text(Path.of(textOrFile));
            return Template.looksLikeJson(text) ? Template.parseJson(text) : Template.parse(text);
        });
    }

    private static double micros(String text) {
        return Quantities.duration(text).toNanos() / 1e3;
    }

    static double share(String option, String text) {
        return SimException.reading(option, () -> Quantities.share(text));
    }

    private ValueSpec values() {
        if (file.isPresent() && template.isPresent()) {
            throw SimException.input("--payload-file and --template both say what the values are; give one of them");
        }
        if (file.isPresent()) {
            return SimException.reading("--payload-file", () -> Samples.read(file.get()));
        }
        if (template.isPresent() || avro.isAsked()) {
            return avro.values(template.map(PayloadFlags::template));
        }
        Distribution sizes = SimException.reading(
                "--payload-size", () -> Distribution.parse(size, Quantities::bytes, ValueSpec.LARGEST));
        return new ValueSpec.Generated(sizes, share("--compressibility", compressibility));
    }
}
