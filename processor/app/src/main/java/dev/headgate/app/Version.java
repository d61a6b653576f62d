package dev.headgate.app;

import dev.headgate.internal.KafkaVersion;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The versions that matter in a bug report. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String own = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development build");
        return new String[] {"headgate " + own, "kafka-clients " + KafkaVersion.ofClients(), "java " + Runtime.version()
        };
    }
}
