package dev.headgate.internal.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** Keeps secrets out of what is shown: by the key's name, and user, password and query of an address whatever the key. */
public final class Secrets {
    private static final String MASK = "********";
    private static final Pattern SECRET_KEY = Pattern.compile(
            "password|passwd|passphrase|secret|token|jaas|credential|authorization|cookie|api[-_.]?key|private|"
                    + "keystore\\.key|user\\.info|(^|\\.)headers\\.");
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#\\s]*(?=@)");

    private static final Pattern QUERY = Pattern.compile("(?<=://[^?\\s]{0,2000}\\?)[^#\\s]+");

    /** Said of an address, where the secret isn't. */
    private static final String ADDRESS = "token.endpoint.url";

    private Secrets() {}

    /** Whether the key says that its value is nobody's business. */
    public static boolean isSecret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return SECRET_KEY.matcher(lower).find() && !lower.endsWith(ADDRESS);
    }

    /** The value as it may be shown. */
    public static String mask(String key, String value) {
        return isSecret(key)
                ? MASK
                : QUERY.matcher(USER_INFO.matcher(value).replaceAll(MASK)).replaceAll(MASK);
    }
}
