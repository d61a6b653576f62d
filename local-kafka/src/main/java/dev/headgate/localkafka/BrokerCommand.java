package dev.headgate.localkafka;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Runs a local Kafka until Ctrl-C or SIGTERM, or until the calling thread is interrupted. Exit code 0 after an orderly
 * stop, 1 with one line on standard error if Kafka could not start, 2 for wrong options. After a signal, the command
 * itself ends the JVM once Kafka has stopped.
 */
@Command(
        name = "broker",
        sortOptions = false,
        description = "Runs a real Kafka on this machine, without Docker, until Ctrl-C.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headgate broker --topic payments:12",
            "      One node on port 9092 and a topic of 12 partitions; the data is temporary.",
            "  headgate broker --nodes 3 --port 19092 --dir data/kafka --topic payments:12:3",
            "      Three nodes on ports 19092 to 19094; the data stays for the next start.",
            "  headgate broker --property log.retention.ms=60000",
            "      Any broker property, under its name in server.properties."
        })
public final class BrokerCommand implements Callable<Integer> {

    // picocli sets it before call().
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port of the first node; the next nodes take the ports after it. 0 for any free ports."
                    + " Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of nodes, all in this process. Default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Keeps the data here. Without it, the data is temporary and deleted at the end.")
    private Optional<Path> directory = Optional.empty();

    @Option(
            names = "--topic",
            paramLabel = "NAME:PARTITIONS[:RF]",
            converter = TopicConverter.class,
            description = "Creates a topic unless it exists. Repeatable.")
    private List<TopicSpec> topics = new ArrayList<>();

    @Option(names = "--property", paramLabel = "KEY=VALUE", description = "Sets a broker property. Repeatable.")
    private Map<String, String> properties = new LinkedHashMap<>();

    // Only picocli reads it.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    @Override
    public Integer call() {
        LocalKafkaBuilder builder = builder();
        try (LocalKafka kafka = builder.start()) {
            createTopics(kafka);
            runUntilStopped(kafka);
            return 0;
        } catch (PortInUseException e) {
            return fail("port " + e.port() + " is in use: stop the process that holds it, or choose another port with"
                    + " --port");
        } catch (LocalKafkaException e) {
            return fail(String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given"));
        }
    }

    private LocalKafkaBuilder builder() {
        try {
            LocalKafkaBuilder builder = LocalKafka.builder().nodes(nodes).port(port);
            directory.ifPresent(builder::directory);
            properties.forEach(builder::property);
            return builder;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void createTopics(LocalKafka kafka) {
        for (TopicSpec each : topics) {
            if (!Topics.createIfAbsent(kafka.clientProperties(), each.topic())) {
                say("Topic " + each.topic().name() + " exists already and stays as it is.");
            }
        }
    }

    private void runUntilStopped(LocalKafka kafka) {
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread onSignal = new Thread(
                () -> {
                    kafka.close();
                    // Without it, the exit code of a JVM that ends by a signal is 128 and more.
                    Runtime.getRuntime().halt(0);
                },
                "broker-stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        say("Kafka is ready at " + kafka.bootstrapServers() + topicNames() + ", data in " + kafka.directory()
                + (directory.isEmpty() ? " (temporary)" : "") + "; Ctrl-C stops it");
        try {
            interrupted.await();
        } catch (InterruptedException e) {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        }
    }

    private String topicNames() {
        return topics.isEmpty()
                ? ""
                : topics.stream()
                        .map(each -> each.topic().name())
                        .collect(Collectors.joining(", ", " with topic" + (topics.size() > 1 ? "s " : " "), ""));
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private int fail(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
        return 1;
    }

    /** Reads --topic. */
    static final class TopicConverter implements ITypeConverter<TopicSpec> {
        @Override
        public TopicSpec convert(String value) {
            try {
                return TopicSpec.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
