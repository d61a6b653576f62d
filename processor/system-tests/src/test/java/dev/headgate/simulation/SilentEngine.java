package dev.headgate.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Keeps the engine from logging: what goes wrong in a simulation goes wrong on purpose, and often. */
public final class SilentEngine implements BeforeAllCallback, AfterAllCallback {
    private static final Logger ENGINE = (Logger) LoggerFactory.getLogger("dev.headgate");

    @Override
    public void beforeAll(ExtensionContext context) {
        ENGINE.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ENGINE.setLevel(null);
    }
}
