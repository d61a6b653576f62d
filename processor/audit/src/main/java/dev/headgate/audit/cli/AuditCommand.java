package dev.headgate.audit.cli;

import dev.headgate.app.KafkaClientOptions;
import dev.headgate.app.Signals;
import dev.headgate.app.UserError;
import dev.headgate.audit.Arrival;
import dev.headgate.audit.AuditOptions;
import dev.headgate.audit.Condition;
import dev.headgate.internal.text.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Compares what was sent with what was delivered. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads what was sent to a processor, what it delivered and what it gave up, and says for each run what is"
                    + " missing,",
            "duplicated, reordered within its key, corrupted or was never sent, and how long deliveries took. Runs on"
                    + " Kafka",
            "Streams: instances with the same --application-id share the work, and none loses count if it is killed."
        },
        footerHeading = "%nExit codes: 0 nothing that --exit-nonzero-on names, 1 something, or the audit failed,"
                + " 2 wrong arguments.%n%nExamples:%n",
        footer = {
            "  headgate audit --input orders --output orders-done --exit-nonzero-on loss,reorder,p99>500ms",
            "      Reads both topics, until nothing has come for 5 seconds.",
            "  headgate audit --input orders --output orders-done --dead-letters orders-dead --follow --port 9100",
            "      Goes on for ever, with metrics for Prometheus.",
            "  headgate audit --input orders --output invoices --id header:order-id --sequence json:/meta/seq",
            "      Records of your own."
        })
final class AuditCommand implements Callable<Integer> {
    @Mixin
    private final KafkaClientOptions kafka = new KafkaClientOptions();

    @Option(
            names = "--input",
            paramLabel = "TOPIC",
            required = true,
            split = "\\s*,\\s*",
            splitSynopsisLabel = ",",
            description = "Topic from which the processor consumed. Repeatable.")
    private List<String> inputs = List.of();

    @Option(
            names = "--output",
            paramLabel = "TOPIC",
            required = true,
            split = "\\s*,\\s*",
            splitSynopsisLabel = ",",
            description = "Where they were delivered to; each is expected in one of them. Repeatable.")
    private List<String> outputs = List.of();

    @Option(
            names = "--dead-letters",
            paramLabel = "TOPIC",
            split = "\\s*,\\s*",
            splitSynopsisLabel = ",",
            description = "Topic to which the processor wrote its dead letters. Repeatable.")
    private List<String> deadLetters = List.of();

    @Option(names = "--run", paramLabel = "ID", description = "The only run to look at. Default: all.")
    private Optional<String> run = Optional.empty();

    @Mixin
    private final RecordOptions records = new RecordOptions();

    @Option(
            names = "--arrival",
            paramLabel = "WHEN",
            defaultValue = "timestamp",
            description =
                    "When a delivery took place: timestamp (the output record's), or read (when the audit read it)."
                            + " Default: ${DEFAULT-VALUE}.")
    private Arrival arrival = Arrival.TIMESTAMP;

    @Option(names = "--ignore-checksums", description = "For a processor that changes keys or values.")
    private boolean ignoreChecksums;

    @Option(
            names = "--until-idle",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Ends when all has been read and nothing has come for this long. Default: 5s.")
    private Optional<Duration> untilIdle = Optional.empty();

    @Option(names = "--follow", description = "Goes on until it is stopped, instead.")
    private boolean follow;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Ends after this long at the latest.")
    private Optional<Duration> length = Optional.empty();

    @Option(
            names = "--exit-nonzero-on",
            paramLabel = "WHAT",
            split = "[,|]",
            description =
                    "Exit code 1 if a run has any of these, several with , or | between them: " + Condition.FORMS + ".")
    private List<String> exitNonzeroOn = List.of();

    @Option(
            names = "--json",
            description = "Prints the verdict as JSON, with time buckets; with --follow a line each time.")
    private boolean json;

    @Option(names = "--buckets", description = "Prints time buckets too.")
    private boolean buckets;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many records of each kind of trouble to name. Default: ${DEFAULT-VALUE}.")
    private int examples;

    @Option(names = "--alarms-topic", paramLabel = "TOPIC", description = "Where alarms go, as JSON. Has to exist.")
    private Optional<String> alarms = Optional.empty();

    @Option(
            names = "--bucket",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = TimeConverter.class,
            description = "The length of a time bucket. Default: ${DEFAULT-VALUE}.")
    private Duration bucket = Duration.ofSeconds(10);

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = TimeConverter.class,
            description =
                    "How long after its bucket a record may be on its way before it is missing, with --follow and in"
                            + " alarms. Default: ${DEFAULT-VALUE}.")
    private Duration grace = Duration.ofSeconds(30);

    @Option(
            names = "--retention",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = TimeConverter.class,
            description = "How long a record is remembered after it was last seen. Default: ${DEFAULT-VALUE}.")
    private Duration retention = Duration.ofDays(1);

    @Mixin
    private final AuditInstanceOptions instance = new AuditInstanceOptions();

    @Option(names = "--verbose", description = "Shows what goes on inside, and the stack trace of an error.")
    @SuppressWarnings("UnusedVariable") // Cli reads it off the parse result
    private boolean verbose;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        AuditPlan plan = plan();
        AuditPrinter printer =
                new AuditPrinter(spec.commandLine().getOut(), spec.commandLine().getErr(), json, buckets);
        try (AuditRun audit = AuditRun.start(plan, printer);
                Signals _ = Signals.onFirst(audit::stop)) {
            return audit.run();
        } catch (UserError e) {
            if (namesMissingTopic(e)) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    private static boolean namesMissingTopic(UserError error) {
        return Stream.iterate((Throwable) error, Objects::nonNull, Throwable::getCause)
                .anyMatch(UnknownTopicOrPartitionException.class::isInstance);
    }

    /** What can be said without a broker is said first. */
    private AuditPlan plan() {
        try {
            if (follow && untilIdle.isPresent()) {
                throw new UserError("--follow goes on for ever and --until-idle ends; choose one of them");
            }
            for (String topic : outputs) {
                if (inputs.contains(topic)) {
                    throw new UserError("--output " + topic
                            + " is an --input too; what was sent there can't be told from" + " what was delivered");
                }
            }
            AuditOptions.Builder options = AuditOptions.of(inputs, outputs)
                    .deadLetters(deadLetters)
                    .run(run)
                    .extractor(records.extractor())
                    .arrival(arrival)
                    .checksums(!ignoreChecksums)
                    .bucket(bucket)
                    .grace(grace)
                    .retention(retention)
                    .alarms(alarms)
                    .inMemory(instance.inMemory());
            return new AuditPlan(options, kafka.load(), instance, conditions(), idle(), length, examples, run);
        } catch (UserError e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<Duration> idle() {
        return follow ? Optional.empty() : Optional.of(untilIdle.orElse(Duration.ofSeconds(5)));
    }

    private List<Condition> conditions() {
        List<Condition> parsed = new ArrayList<>();
        for (String text : exitNonzeroOn) {
            try {
                parsed.add(Condition.parse(text));
            } catch (IllegalArgumentException e) {
                throw new UserError("--exit-nonzero-on: " + e.getMessage(), e);
            }
        }
        return parsed;
    }

    /** Reads {@code 30s}. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return Units.duration(value)
                    .filter(Duration::isPositive)
                    .orElseThrow(() ->
                            new TypeConversionException("'" + value + "' must be " + Units.A_DURATION + ", above 0"));
        }
    }
}
