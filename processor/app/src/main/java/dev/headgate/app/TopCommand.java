package dev.headgate.app;

import dev.headgate.top.StateClient;
import dev.headgate.top.Top;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The dashboard in a terminal. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows running processors live: whether they keep up, why they pause, the flow, and each partition.",
            "Keys: q quit, p sort partitions by lag, paused or age, arrows and page keys scroll."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  headgate top", "  headgate top --url http://a:8080 --url http://b:8080", "  headgate top --once"})
final class TopCommand implements Callable<Integer> {
    private static final int USUAL_WIDTH = 120;
    private static final int LEAST_WIDTH = 20;
    private static final int MOST_WIDTH = 1_000;

    @Option(
            names = "--url",
            paramLabel = "URL",
            split = "\\s*,\\s*",
            splitSynopsisLabel = ",",
            defaultValue = "http://127.0.0.1:8080",
            description = "The endpoint of a processor; may be repeated. Default: ${DEFAULT-VALUE}.")
    private List<String> urls = List.of();

    @Option(
            names = "--once",
            description =
                    "Prints one frame and ends: 0, or 1 if no processor answers. So too where there is no terminal.")
    private boolean once;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        boolean terminal = Terminals.isInteractive();
        boolean colours = terminal
                && Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty();
        Top top = new Top(urls.stream().map(this::address).distinct().toList(), colours);
        if (once || !terminal) {
            return top.once(spec.commandLine().getOut(), width(), charset()) ? 0 : Cli.FAILED;
        }
        AtomicBoolean stopped = new AtomicBoolean();
        try (Signals _ = Signals.onFirst(() -> stopped.set(true))) {
            top.live(stopped::get);
        }
        return 0;
    }

    private URI address(String url) {
        try {
            return StateClient.address(url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--url " + e.getMessage(), e);
        }
    }

    /** What the shell says, where it exports it. */
    private static int width() {
        String columns = Optional.ofNullable(System.getenv("COLUMNS")).orElse("");
        return columns.matches("[0-9]{1,4}")
                ? Math.clamp(Integer.parseInt(columns), LEAST_WIDTH, MOST_WIDTH)
                : USUAL_WIDTH;
    }

    private static Charset charset() {
        return Charset.forName(System.getProperty("stdout.encoding", "UTF-8"), Charset.defaultCharset());
    }
}
