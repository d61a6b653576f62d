package dev.headgate.sim.report;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names by which the simulator is reached: addresses, {@code localhost}, names without a dot as services have in Compose,
 * names that nobody outside can own, and the one at which it listens. A page in a browser whose own name was made to point to
 * this machine (DNS rebinding) can't send any of them.
 */
final class LocalNames {
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Pattern LOCAL = Pattern.compile(
            "\\[.*|\\d{1,3}(\\.\\d{1,3}){3}|[a-z0-9_-]+|[a-z0-9_.-]+\\.(localhost|local|internal|svc|cluster\\.local)");

    private final String own;

    LocalNames(String own) {
        this.own = own.toLowerCase(Locale.ROOT);
    }

    /** Whether a request with this {@code Host} may be answered. One without isn't a browser's. */
    boolean know(Optional<String> host) {
        String name =
                PORT.matcher(host.orElse(own).strip().toLowerCase(Locale.ROOT)).replaceFirst("");
        return name.equals(own) || LOCAL.matcher(name).matches();
    }
}
