package dev.headgate.app;

import dev.headgate.admin.RedriveRequest;
import dev.headgate.config.LoadedConfig;
import dev.headgate.redrive.Redrive;
import dev.headgate.redrive.RedriveException;
import dev.headgate.redrive.RedriveOptions;
import dev.headgate.redrive.RedriveOutcome;
import dev.headgate.redrive.RedriveStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts dead letters back into the topics they come from. */
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts dead letters back into the topic, and the partition, that each comes from: key, value and its own"
                    + " headers, and a",
            "header 'headgate-redrives' that counts how often. It goes on where the last run ended, up to where the"
                    + " dead-letter",
            "topic ends now. Those of other topics than --topic, or the configuration, names are left; what is left is"
                    + " found by a",
            "later run, and nothing is put back twice, but for the last few hundred after a crash without"
                    + " --exactly-once.",
            "SIGINT ends it after the records in hand."
        },
        footerHeading = "%nExit codes: 0 done; 1 failed, or some can't be put back; 2 wrong arguments.%nExamples:%n",
        footer = {
            "  headgate redrive --dry-run",
            "      Counts what is there by reason.",
            "  headgate redrive --reason ConnectException --since 2026-01-31T12:00:00Z --rate 100",
            "  headgate redrive --limit 1 --to orders-trial"
        })
final class RedriveCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--dead-letter-topic",
            paramLabel = "NAME",
            description = "Sets headgate.dead-letter.topic: where the dead letters are.")
    private Optional<String> deadLetterTopic = Optional.empty();

    @Option(names = "--to", paramLabel = "TOPIC", description = "Puts them into this topic instead, by their keys.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--reason",
            paramLabel = "CLASS",
            split = "\\s*,\\s*",
            splitSynopsisLabel = ",",
            description = "Only those that failed with this exception, with or without its package. Repeatable.")
    private List<String> reasons = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those dead-lettered at that time or later, such as 2026-01-31T12:00:00Z.")
    private Optional<Instant> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "Only those dead-lettered before that time.")
    private Optional<Instant> until = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "Puts back at most N. Default: all.")
    private long limit;

    @Option(
            names = "--max-redrives",
            paramLabel = "N",
            description = "Leaves those that were put back so often; 0 for no limit. Default: ${DEFAULT-VALUE}.")
    private int maxRedrives = RedriveOptions.MAX_REDRIVES;

    @Option(names = "--rate", paramLabel = "N", description = "Puts back at most N per second. Default: no limit.")
    private double rate;

    @Option(names = "--dry-run", description = "Counts what would be put back, by reason, and changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--exactly-once",
            description = "Puts them back in transactions, for readers with read_committed. Default: as"
                    + " headgate.guarantee says.")
    private boolean exactlyOnce;

    @Option(names = "--pass-over", description = "Leaves out for good what the filters and --max-redrives leave.")
    private boolean passOver;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> more = new HashMap<>();
        deadLetterTopic.ifPresent(topic -> more.put("headgate.dead-letter.topic", topic));
        LoadedConfig loaded = config.load(more);
        RedriveOptions options = new RedriveSettings(loaded).of(request(), exactlyOnce);
        new Preflight(loaded.kafka()).check(Map.of("headgate.dead-letter.topic", List.of(options.deadLetterTopic())));
        Redrive redrive = new Redrive(loaded.kafka(), options);
        RedrivePrinter printer = new RedrivePrinter(
                spec.commandLine().getOut(), spec.commandLine().getErr());
        try (Signals _ = Signals.onFirst(redrive::stop)) {
            RedriveStatus end = printer.watch(redrive);
            boolean unable = end.count(RedriveOutcome.NO_TOPIC)
                            + end.count(RedriveOutcome.INTERNAL_TOPIC)
                            + end.count(RedriveOutcome.REFUSED)
                    > 0;
            return unable ? Cli.FAILED : 0;
        } catch (RedriveException e) {
            throw new UserError(String.valueOf(e.getMessage()), e);
        } catch (KafkaException e) {
            throw new KafkaErrors(loaded.kafka()).explain(e);
        }
    }

    private RedriveRequest request() {
        return new RedriveRequest(
                new LinkedHashSet<>(reasons),
                to,
                since,
                until,
                limit,
                OptionalInt.of(maxRedrives),
                OptionalDouble.of(rate),
                dryRun,
                passOver);
    }
}
