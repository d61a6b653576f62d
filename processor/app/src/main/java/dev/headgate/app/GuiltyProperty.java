package dev.headgate.app;

import dev.headgate.internal.ClientProperties;
import dev.headgate.internal.text.Secrets;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds which client property a client complains of that could not be made. Its exceptions carry no key, but their texts hold
 * the property's name, or its value: a class that isn't there, a file that can't be read.
 */
final class GuiltyProperty {
    private static final int LEAST_LETTERS = 4;
    private static final String TOKENS = "sasl.oauthbearer.token.endpoint.url";
    private static final String JAAS = "sasl.jaas.config";

    private final Map<String, Object> kafka;

    /** @param kafka the client properties in use */
    GuiltyProperty(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /** One line with the key, its value and the client's words; without a key where none can be found. */
    String line(Throwable failure) {
        String text = KafkaErrors.oneLine(failure);
        String shown = withoutSecrets(text);
        return named(text)
                .or(() -> byValue(text))
                .or(() -> byLogin(text))
                .map(name -> "kafka." + name + value(name) + ": " + shown)
                .orElse(shown);
    }

    private String value(String name) {
        return Optional.ofNullable(kafka.get(name))
                .map(value -> " is '" + Secrets.mask(name, String.valueOf(value)) + "'")
                .orElse("");
    }

    /** Of several the one that is set, and the last: a client wraps what is wrong in where it was found. */
    private Optional<String> named(String text) {
        return ClientProperties.known().stream()
                .filter(name -> name.indexOf('.') > 0 && lastPlace(name, text) >= 0)
                .max(Comparator.comparing((String name) -> kafka.containsKey(name))
                        .thenComparingInt(name -> lastPlace(name, text)));
    }

    /** Where the text names it last, as a whole name; -1 if nowhere. */
    private static int lastPlace(String name, String text) {
        Matcher whole = Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "(?!\\w|\\.\\w)")
                .matcher(text);
        int place = -1;
        while (whole.find()) {
            place = whole.start();
        }
        return place;
    }

    private Optional<String> byValue(String text) {
        return kafka.entrySet().stream()
                .filter(each -> !Secrets.isSecret(each.getKey()))
                .filter(each -> Stream.of(String.valueOf(each.getValue()).split(",", -1))
                        .map(String::strip)
                        .anyMatch(value -> value.length() >= LEAST_LETTERS && text.contains(value)))
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder());
    }

    private Optional<String> byLogin(String text) {
        if (Stream.of("JAAS", "LoginModule", "LoginException").noneMatch(text::contains)) {
            return Optional.empty();
        }
        boolean byToken = "OAUTHBEARER".equals(kafka.get("sasl.mechanism")) && kafka.containsKey(TOKENS);
        return Optional.of(byToken ? TOKENS : JAAS);
    }

    private String withoutSecrets(String text) {
        String shown = text;
        for (Map.Entry<String, Object> each : kafka.entrySet()) {
            String value = String.valueOf(each.getValue());
            if (Secrets.isSecret(each.getKey()) && value.length() >= LEAST_LETTERS) {
                shown = shown.replace(value, Secrets.mask(each.getKey(), value));
            }
        }
        return shown;
    }
}
