package dev.headgate.demo;

import dev.headgate.app.Signals;
import dev.headgate.app.UserError;
import dev.headgate.internal.text.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs broker, simulator and processor together, and shows what happens. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a Kafka broker of its own, a simulator that sends records to it, and a processor whose downstream"
                    + " takes",
            "0 to 20 ms for each, with a slow spell of 3 seconds in every 10. Shows live how the queue fills,"
                    + " partitions pause",
            "and resume, and offsets are committed. Ends with Ctrl-C or --for, and with the verdict of an audit of"
                    + " both topics."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  headgate demo",
            "  headgate demo --for 30s",
            "  headgate demo --workers 4 --queue 20 --rate 100 --for 5s",
            "      The smallest pipeline: 100 records a second, 4 workers, a queue of 20."
        })
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "16",
            description = "Records handled at once. Default: ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--queue",
            paramLabel = "RECORDS",
            defaultValue = "200",
            description = "The most records in flight. Default: ${DEFAULT-VALUE}.")
    private int queue;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "1000",
            description = "Records sent per second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long records are sent, e.g. 30s or 5m. Default: until Ctrl-C.")
    private Optional<Duration> length = Optional.empty();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "Partitions of the topic. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where the page is served. Default: 8080, or any free one if that is taken.")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--verbose", description = "Shows what goes on inside, and the stack trace of an error.")
    private boolean verbose;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        check("--workers", workers, 1);
        check("--queue", queue, 2);
        check("--partitions", partitions, 1);
        if (!(rate > 0) || rate > 1e9) {
            throw new UserError("--rate is " + rate + ": it must be above 0 and at most 1000000000 records per second");
        }
        if (!verbose) {
            System.setProperty("log.level", "WARN");
        }
        DemoOptions options = new DemoOptions(workers, queue, rate, length, partitions, port);
        try (Demo demo = new Demo(options, View.of(spec.commandLine().getOut()));
                Signals _ = Signals.onFirst(demo::stop)) {
            return demo.run() ? 0 : 1;
        }
    }

    private static void check(String option, int value, int least) {
        if (value < least) {
            throw new UserError(option + " is " + value + ": it must be at least " + least);
        }
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
