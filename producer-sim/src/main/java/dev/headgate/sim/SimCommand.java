package dev.headgate.sim;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Sends stamped records until the run is over, or until Ctrl-C, SIGTERM or an interrupt of the calling thread ends it
 * early. Exit code 0 if all records sent were acknowledged, 1 if not or if the run could not start, 2 for wrong
 * options. After a signal, the command itself ends the JVM once it has printed its summary.
 */
@Command(
        name = "sim",
        sortOptions = false,
        description = "Sends stamped records to a topic at a constant rate and measures their latency.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headgate sim --topic payments --rate 500 --duration 30s",
            "      500 records of 100 bytes each second for 30 seconds, to localhost:9092.",
            "  headgate sim --topic payments --create-topic 12,1 --rate max --records 1000000",
            "      A million records as fast as the brokers take them, into a new topic.",
            "  headgate sim --topic payments --rate 2000 --seed 7 --run-id nightly --keys 500",
            "      The same keys, values and sequence numbers each time, until Ctrl-C.",
            "  headgate sim --topic payments --command-property linger.ms=20",
            "      Any property of the Kafka producer; --command-config reads them from a file."
        })
public final class SimCommand implements Callable<Integer> {

    private static final long SUMMARY_MILLIS = 15_000;

    // picocli sets it before call().
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "Where the brokers are. Default: localhost:9092, unless --command-config says otherwise.")
    private Optional<String> bootstrapServer = Optional.empty();

    @Option(names = "--topic", paramLabel = "NAME", required = true, description = "Where the records go.")
    private String topic = "";

    @Option(
            names = "--create-topic",
            paramLabel = "P,RF",
            converter = TopicLayout.Converter.class,
            description = "Creates the topic with P partitions and replication factor RF unless it exists.")
    private Optional<TopicLayout> createTopic = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "1000",
            converter = RateConverter.class,
            description = "Records per second, fractions allowed, or max. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Rate rate;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Ends after N records. Without it and --duration, Ctrl-C ends the run.")
    private Optional<Long> records = Optional.empty();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Ends with the records due within this time, such as 500ms, 30s, 5m or 1h. Records that the"
                    + " brokers were too slow for are sent late, within --flush-timeout.")
    private Optional<Duration> duration = Optional.empty();

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Number of different keys; 0 for records without a key. Default: ${DEFAULT-VALUE}.")
    private int keys;

    @Option(
            names = "--payload-size",
            paramLabel = "BYTES",
            defaultValue = "100",
            description = "Size of each record's value in bytes. Default: ${DEFAULT-VALUE}.")
    private int payloadSize;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "The same seed gives the same keys and values. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "Stamped on each record. Default: a new one, from date and time.")
    private Optional<String> runId = Optional.empty();

    @Option(
            names = "--producer-id",
            paramLabel = "ID",
            defaultValue = "producer-1",
            description = "Stamped on each record; give each producer of a run its own. Default: ${DEFAULT-VALUE}.")
    private String producerId = "";

    @Option(names = "--command-config", paramLabel = "FILE", description = "Properties file for the Kafka producer.")
    private Optional<Path> commandConfig = Optional.empty();

    @Option(
            names = "--command-property",
            paramLabel = "KEY=VALUE",
            description = "A property for the Kafka producer; goes before the file's. Repeatable.")
    private Map<String, String> commandProperties = new LinkedHashMap<>();

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long to wait for a broker's answer at the start. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Duration connectTimeout;

    @Option(
            names = "--flush-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description =
                    "How long to wait at the end for late records, and then for the last acks. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Duration flushTimeout;

    @Option(names = "--verbose", description = "Shows the stack trace of an error.")
    private boolean verbose;

    // Only picocli reads it.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    @Override
    public Integer call() {
        SimOptions options = options();
        try {
            ClientProperties properties = new ClientProperties(commandConfig, commandProperties, bootstrapServer);
            Map<String, Object> producerProperties = properties.forProducer(producerId);
            new TopicCheck(properties, connectTimeout).check(topic, createTopic);
            return run(options, properties, producerProperties);
        } catch (SimException e) {
            return fail(e.line(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted before the run started", e);
        } catch (RuntimeException e) {
            return fail("the run broke: " + e + "; --verbose shows where", e);
        }
    }

    private SimOptions options() {
        try {
            SimOptions.Builder builder = SimOptions.builder(topic)
                    .rate(rate)
                    .keys(keys)
                    .payloadSize(payloadSize)
                    .seed(seed)
                    .producerId(producerId)
                    .flushTimeout(flushTimeout);
            runId.ifPresent(builder::runId);
            records.ifPresent(builder::records);
            duration.ifPresent(builder::duration);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private int run(SimOptions options, ClientProperties properties, Map<String, Object> producerProperties) {
        RunPrinter printer = new RunPrinter(options, out(), err());
        try (Simulator sim = simulator(options, properties, producerProperties);
                StopOnSignal signal = new StopOnSignal(sim::stop, flushTimeout.toMillis() + SUMMARY_MILLIS)) {
            printer.started(properties.bootstrapServers());
            sim.start();
            SimReport report = new RunWatch(sim, printer).awaitEnd();
            printer.summary(report);
            report.firstError().filter(each -> verbose).ifPresent(this::trace);
            int code = report.isComplete() ? 0 : 1;
            signal.done(code);
            return code;
        }
    }

    private static Simulator simulator(
            SimOptions options, ClientProperties properties, Map<String, Object> producerProperties) {
        try {
            return new Simulator(options, () -> new KafkaProducer<>(producerProperties));
        } catch (KafkaException e) {
            throw properties.refused(e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private int fail(String line, Exception error) {
        err().println(line.lines().findFirst().orElse("no reason given"));
        if (verbose) {
            trace(error);
        }
        err().flush();
        return 1;
    }

    private void trace(Throwable error) {
        error.printStackTrace(err());
        err().flush();
    }
}
