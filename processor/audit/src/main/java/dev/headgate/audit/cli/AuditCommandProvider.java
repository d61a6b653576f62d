package dev.headgate.audit.cli;

import dev.headgate.app.CommandProvider;

/** The command {@code audit}. */
public final class AuditCommandProvider implements CommandProvider {
    @Override
    public Object command() {
        return new AuditCommand();
    }
}
