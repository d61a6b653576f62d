package dev.headgate.app;

import dev.headgate.config.LoadedConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the processor as configured. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Consumes, hands each record to handler and sink, and commits what the sink has acknowledged.",
            "SIGINT or SIGTERM ends it in order, within headgate.drain-timeout; a second one at once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  headgate run --config headgate.yaml",
            "  headgate run --bootstrap-server localhost:9092 --group copy --topic orders \\",
            "      --set headgate.sink.name=kafka --set headgate.sink.options.topic=orders-copy",
            "      Copies a topic, in the order of each key."
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws InterruptedException {
        LoadedConfig config = options.load();
        try (Application application = Application.start(config);
                Signals _ = Signals.onFirst(application::shutdown)) {
            return application.awaitEnd();
        }
    }
}
