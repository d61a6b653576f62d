package dev.headgate.config;

import dev.headgate.internal.text.Units;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads {@code 5}, {@code 0.25}, {@code 1e3}. */
public final class DecimalConverter implements Converter<Double> {
    private static final long serialVersionUID = 1L;

    @Override
    public Double convert(String value) {
        return Units.decimal(value).orElseThrow(() -> new IllegalArgumentException("it must be a number such as 0.5"));
    }
}
