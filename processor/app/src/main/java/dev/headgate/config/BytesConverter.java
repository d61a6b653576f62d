package dev.headgate.config;

import dev.headgate.internal.text.Units;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads {@code 65536}, {@code 512KiB}, {@code 64MiB}. */
public final class BytesConverter implements Converter<Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long convert(String value) {
        return Units.bytes(value).orElseThrow(() -> new IllegalArgumentException("it must be " + Units.A_SIZE));
    }
}
