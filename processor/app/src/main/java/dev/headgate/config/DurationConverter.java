package dev.headgate.config;

import dev.headgate.internal.text.Units;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads {@code 250ms}, {@code 1.5s}, {@code 10m}. */
public final class DurationConverter implements Converter<Duration> {
    private static final long serialVersionUID = 1L;

    @Override
    public Duration convert(String value) {
        return Units.duration(value).orElseThrow(() -> new IllegalArgumentException("it must be " + Units.A_DURATION));
    }
}
