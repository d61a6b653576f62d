package dev.headgate.config;

import dev.headgate.internal.text.Units;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads {@code true} or {@code false}, and nothing else: a flag that is misspelt is not off. */
public final class FlagConverter implements Converter<Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean convert(String value) {
        return Units.flag(value).orElseThrow(() -> new IllegalArgumentException("it must be true or false"));
    }
}
