package dev.headgate.config;

import dev.headgate.internal.text.Secrets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into the values of a file: <code>${NAME}</code> once, never within what it brought in, and
 * <code>$${</code> for a literal <code>${</code>. A reference of Kafka's own, such as <code>${file:/path:key}</code>, stays
 * for the clients, where they have that config provider. Values of other sources are nobody's text to look into.
 */
final class References {
    /** What Kafka's clients look up in a config provider. */
    static final Pattern KAFKA = Pattern.compile("\\$\\{([^}]*?):[^}]*}");

    private static final Pattern DOLLAR = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
    /** What looks like a variable's name and not like a piece of a password. */
    private static final Pattern UPPER_CASE = Pattern.compile("[A-Z_][A-Z0-9_]*");

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** A reference that leads nowhere; the message is the end of a sentence about its key. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1L;

        private BrokenException(String message) {
            super(message);
        }
    }

    private final Map<String, String> environment;
    private final Set<String> providers;

    /** @param providers the names in {@code config.providers} */
    References(Map<String, String> environment, Set<String> providers) {
        this.environment = environment;
        this.providers = providers;
    }

    /**
     * The value with its references put in.
     *
     * @throws BrokenException if one leads nowhere
     */
    String expand(String key, String value) throws BrokenException {
        Matcher matcher = DOLLAR.matcher(value);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(replacement(key, matcher)));
        }
        return matcher.appendTail(expanded).toString();
    }

    private String replacement(String key, Matcher found) throws BrokenException {
        if (found.group(1) == null) {
            return "${";
        }
        String name = found.group(1);
        if (found.group(2).isEmpty()) {
            throw new BrokenException("has a '${' without a '}'");
        }
        boolean ofClient = KnownKeys.isOfClient(key);
        int colon = name.indexOf(':');
        if (ofClient && colon >= 0 && providers.contains(name.substring(0, colon))) {
            return found.group();
        }
        if (!NAME.matcher(name).matches()) {
            throw new BrokenException("has a '${…}' that names no environment variable"
                    + (ofClient ? " and no provider in kafka.config.providers" : ""));
        }
        String brought = environment.get(name);
        if (brought == null) {
            boolean maySay = !Secrets.isSecret(key) || UPPER_CASE.matcher(name).matches();
            throw new BrokenException(
                    "takes " + (maySay ? "${" + name + "}" : "a variable") + ", which is not in the environment");
        }
        return brought;
    }
}
