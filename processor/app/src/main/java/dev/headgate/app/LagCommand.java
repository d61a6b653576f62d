package dev.headgate.app;

import dev.headgate.config.ConfigException;
import dev.headgate.config.LoadedConfig;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the lag of each partition, with what the running processors say of it. */
@Command(
        name = "lag",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints for each partition its end, what the group has committed, the lag in records and in seconds, and",
            "whether it is paused and why. Kafka is asked for the former, the running processors for the latter."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  headgate lag --config headgate.yaml",
            "  headgate lag --bootstrap-server localhost:9092 --group copy --topic orders --admin localhost:8080"
        })
final class LagCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            split = "\\s*,\\s*",
            splitSynopsisLabel = ",",
            description = "The endpoints of the running processors. Default: localhost and headgate.admin.port.")
    private List<String> admins = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        LoadedConfig config = options.load();
        requireComplete(config);
        List<String> topics = config.headgate().topics().orElse(List.of());
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicDescription topic : new Preflight(config.kafka()).check(Map.of("headgate.topics", topics))) {
            topic.partitions().forEach(each -> partitions.add(new TopicPartition(topic.name(), each.partition())));
        }
        List<String> asked = admins.isEmpty()
                ? List.of("localhost:" + config.headgate().admin().port())
                : admins;
        RunningProcessors running = RunningProcessors.ask(asked);
        List<LagRow> rows = new LagReader(config.kafka()).read(partitions);
        PrintWriter out = spec.commandLine().getOut();
        LagTable.print(rows, running, out);
        running.unanswered().forEach(line -> out.println(line));
        out.flush();
        return 0;
    }

    private static void requireComplete(LoadedConfig config) {
        List<String> missing = new ArrayList<>();
        Map<String, Optional<String>> needed = Map.of(
                "headgate.topics is missing: --topic NAME",
                        config.headgate().topics().map(topics -> String.join(",", topics)),
                "kafka.bootstrap.servers is missing: --bootstrap-server HOST:PORT", text(config, "bootstrap.servers"),
                "kafka.group.id is missing: --group ID", text(config, "group.id"));
        needed.forEach((message, value) -> {
            if (value.filter(text -> !text.isBlank()).isEmpty()) {
                missing.add(message);
            }
        });
        if (!missing.isEmpty()) {
            throw new ConfigException(missing.stream().sorted().toList());
        }
    }

    private static Optional<String> text(LoadedConfig config, String property) {
        return Optional.ofNullable(config.kafka().get(property)).map(String::valueOf);
    }
}
