package dev.headgate.app;

import dev.headgate.config.LoadedConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what is in force, and where each value comes from. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the effective configuration: each key, its value and its source. Secrets are masked.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headgate config",
            "  headgate config --config staging.yaml --set headgate.workers=400",
            "  HEADGATE_QUEUE_CAPACITY=500 headgate config"
        })
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        LoadedConfig loaded = config.load();
        int width = loaded.entries().stream()
                .mapToInt(entry -> entry.key().length() + entry.shown().length() + 3)
                .filter(length -> length < 90)
                .max()
                .orElse(0);
        PrintWriter out = spec.commandLine().getOut();
        for (LoadedConfig.Entry entry : loaded.entries()) {
            String assignment = entry.key() + " = " + entry.shown();
            out.println(assignment + " ".repeat(Math.max(1, width - assignment.length() + 2)) + "# " + entry.source());
        }
        out.flush();
        return 0;
    }
}
