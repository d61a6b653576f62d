package dev.headgate.config;

import java.util.regex.Pattern;

/** Keeps secrets out of what is shown: by the key's name, and credentials inside an address whatever the key. */
public final class Secrets {
    private static final String MASK = "********";
    private static final Pattern SECRET_KEY = Pattern.compile(
            "(?i).*(password|passwd|secret|token|jaas|credential|authorization|cookie|api[-_.]?key|private|"
                    + "keystore\\.key|user\\.info|passphrase).*");
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");

    private Secrets() {}

    /** The value as it may be shown. */
    public static String mask(String key, String value) {
        return SECRET_KEY.matcher(key).matches()
                ? MASK
                : USER_INFO.matcher(value).replaceAll(MASK);
    }
}
