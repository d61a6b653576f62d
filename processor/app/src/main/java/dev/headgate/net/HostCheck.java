package dev.headgate.net;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whether a request's {@code Host} is one by which this server is reached. A page that a browser has loaded from elsewhere can
 * have its own name resolved to this machine (DNS rebinding) and read what is served here; but it can't change the name that
 * the browser sends. So only such names are answered as nobody outside can own. Thread-safe.
 *
 * <p>Those are: addresses, {@code localhost}, names without a dot, as services have in Compose and within a namespace, names
 * that end in {@code .localhost}, {@code .local}, {@code .internal}, {@code .svc} or {@code .cluster.local}, and what the user
 * names. A request without the header, as by HTTP/1.0, doesn't come from a browser.
 */
public final class HostCheck {
    /** Turns the check off. */
    public static final String ANY = "*";

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    private static final Set<String> PRIVATE = Set.of(".localhost", ".local", ".internal", ".svc", ".cluster.local");

    private final Set<String> names = new TreeSet<>();

    /** @param names more names that are answered, without ports; {@value #ANY} for all */
    public HostCheck(Set<String> names) {
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether this is the name of a host, without a port, or {@value #ANY}. */
    public static boolean isName(String name) {
        return name.equals(ANY) || NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }

    /** Whether a request with this header may be answered. */
    public boolean admits(Optional<String> header) {
        if (header.isEmpty() || names.contains(ANY)) {
            return true;
        }
        String host = header.get().strip().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            return true; // an IPv6 address
        }
        String name = withoutLastDot(PORT.matcher(host).replaceFirst(""));
        return IPV4.matcher(name).matches()
                || (NAME.matcher(name).matches() && (name.indexOf('.') < 0 || isPrivate(name) || names.contains(name)));
    }

    private static String withoutLastDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isPrivate(String name) {
        return PRIVATE.stream().anyMatch(name::endsWith);
    }
}
