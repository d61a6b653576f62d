package dev.headgate.config;

import io.smallrye.config.ConfigValidationException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what the mapping library says of values that it can't convert into our lines. */
final class ConversionProblems {
    private static final Pattern CODE = Pattern.compile("SRCFG\\d+: ");
    private static final Pattern EXCEPTION = Pattern.compile("^[\\w.]*Exception: ");
    private static final Pattern CONVERSION = Pattern.compile(
            "The config property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted (.*)",
            Pattern.DOTALL);
    private static final Pattern ENUM =
            Pattern.compile("^(SRCFG\\d+: )?Cannot convert .* to enum .*: ", Pattern.DOTALL);
    private static final Pattern NUMBER =
            Pattern.compile("^(SRCFG\\d+: )?Expected an? (integer|long) value.*", Pattern.DOTALL);
    private static final Pattern MISSING =
            Pattern.compile("The config property (\\S+) is required but .*", Pattern.DOTALL);

    private final ConfigSources sources;

    ConversionProblems(ConfigSources sources) {
        this.sources = sources;
    }

    /** A line for each. */
    List<String> of(ConfigValidationException e) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < e.getProblemCount(); i++) {
            String message = CODE.matcher(e.getProblem(i).getMessage()).replaceAll("");
            problems.add(line(EXCEPTION.matcher(message).replaceFirst("")));
        }
        return problems;
    }

    private String line(String message) {
        Matcher conversion = CONVERSION.matcher(message);
        if (conversion.matches()) {
            String reason = EXCEPTION.matcher(conversion.group(3)).replaceFirst("");
            return sources.is(conversion.group(1), conversion.group(2)) + ": "
                    + NUMBER.matcher(ENUM.matcher(reason).replaceFirst("it must be one of "))
                            .replaceFirst("it must be a whole number");
        }
        Matcher missing = MISSING.matcher(message);
        return missing.matches() ? missing.group(1) + " is missing" : message;
    }
}
