package dev.headgate.app;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of the command. */
public final class Terminals {
    private Terminals() {}

    /** Whether it is a terminal that can move its cursor, for input and output. */
    @SuppressWarnings(
            "SystemConsoleNull") // null again since JDK 25 where input or output is redirected; the check knows JDK 22
    // to 24
    public static boolean isInteractive() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }
}
