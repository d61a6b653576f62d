package dev.headgate.sim.cli;

import dev.headgate.sim.SimOptions;
import dev.headgate.sim.SimOptionsBuilder;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Sends stamped records until the run is over, or until Ctrl-C, SIGTERM or an interrupt of the calling thread ends it
 * early. Exit code 0 if all records that were due were sent and acknowledged, 1 if a record failed or the run could not
 * start, 2 for wrong options, 3 if records were missed and none failed. A second signal ends the JVM at once, with exit code 130.
 */
@Command(
        name = "sim",
        sortOptions = false,
        description =
                "Sends stamped records to a topic, at the rate and in the shape you say, and measures their latency.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headgate sim --topic payments --rate 500 --duration 30s",
            "      500 records of 100 bytes each second for 30 seconds, to localhost:9092.",
            "  headgate sim --topic payments --create-topic 12,1 --rate max --records 1000000",
            "      A million records as fast as the brokers take them, into a new topic.",
            "  headgate sim --topic payments --stages 30s@50,1m@50..5000,30s@5000 --key-distribution zipf:s=1.1",
            "      Rises to 5000 records a second, on keys of which few are frequent.",
            "  headgate sim --topic payments --scenario black-friday --report friday.html",
            "      A built-in scenario; --list-scenarios explains them, --dry-run shows their shape.",
            "  headgate sim --topic payments --rate 2000 --seed 7 --run-id nightly --keys 500",
            "      The same keys, values and sequence numbers each time, until Ctrl-C.",
            "  headgate sim --topic payments --command-property linger.ms=20",
            "      Any property of the Kafka producer; --command-config reads them from a file."
        })
public final class SimCommand implements Callable<Integer> {

    // picocli sets it before call().
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--topic", paramLabel = "NAME", description = "Where the records go.")
    private String topic = "";

    @ArgGroup(validate = false, heading = "%nRate and shape:%n")
    private LoadFlags load = new LoadFlags();

    @ArgGroup(validate = false, heading = "%nKeys:%n")
    private KeyFlags keys = new KeyFlags();

    @ArgGroup(validate = false, heading = "%nPayload:%n")
    private PayloadFlags payload = new PayloadFlags();

    @ArgGroup(validate = false, heading = "%nTruth:%n")
    private TruthFlags truth = new TruthFlags();

    @ArgGroup(validate = false, heading = "%nKafka clients:%n")
    private ClientFlags client = new ClientFlags();

    @ArgGroup(validate = false, heading = "%nWhat is seen of it:%n")
    private FaceFlags face = new FaceFlags();

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
        try {
            if (face.listsScenarios()) {
                Scenarios.explain(out());
                return 0;
            }
            if (face.scenario().isPresent()) {
                return Scenarios.run(face.scenario().get(), spec.commandLine());
            }
            return plain();
        } catch (SimException e) {
            return fail(e.exitCode(), e.line(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail(SimException.FAILED, "interrupted before the run started", e);
        } catch (RuntimeException e) {
            return fail(SimException.FAILED, "the run broke: " + e + "; --verbose shows where", e);
        }
    }

    private int plain() throws InterruptedException {
        SimOptions asked = options();
        if (face.isDryRun()) {
            new DryRun(asked, load.words()).print(out());
            return 0;
        }
        ProducerProperties properties = client.properties();
        Map<String, Object> first =
                properties.forProducer(asked, asked.producers().firstId());
        TopicCheck check = new TopicCheck(properties, client.connectTimeout());
        check.check(topic, client.createTopic());
        SimOptions options = asked.withValues(payload.registered(asked.values(), topic, client.connectTimeout()));
        if (truth.hasOwnRunId()) {
            new RunIdCheck(properties.forConsumer(client.connectTimeout()), client.connectTimeout()).check(options);
        }
        RunSetup setup = new RunSetup(options, properties, face, truth.hdrLog(), load.words());
        SimRun run = new SimRun(setup, out(), err(), verbose);
        return run.execute(load.allowsMissed(), String.valueOf(first.get("bootstrap.servers")));
    }

    private SimOptions options() {
        if (topic.isBlank() && !face.isDryRun()) {
            throw SimException.input("--topic is missing; give the topic to send to, as in --topic payments");
        }
        SimOptionsBuilder builder =
                SimOptions.builder(topic.isBlank() ? "none" : topic).load(load.load());
        keys.apply(builder);
        payload.apply(builder);
        truth.apply(builder);
        client.apply(builder);
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw SimException.input("--" + e.getMessage(), e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private int fail(int exitCode, String line, Exception error) {
        err().println(line);
        if (verbose) {
            error.printStackTrace(err());
        }
        err().flush();
        return exitCode;
    }
}
