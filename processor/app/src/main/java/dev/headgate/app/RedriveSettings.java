package dev.headgate.app;

import dev.headgate.admin.RedriveRequest;
import dev.headgate.config.ConfigException;
import dev.headgate.config.Guarantee;
import dev.headgate.config.LoadedConfig;
import dev.headgate.redrive.RedriveFilter;
import dev.headgate.redrive.RedriveOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** What a re-drive takes from the processor's configuration. */
final class RedriveSettings {
    private final LoadedConfig config;

    RedriveSettings(LoadedConfig config) {
        this.config = config;
    }

    /**
     * The re-drive that is asked for, of records of the processor's topics.
     *
     * @param exactlyOnce whether it is in transactions even where the processor isn't
     * @throws ConfigException naming each key without which there is nothing to read
     * @throws UserError naming a value that is out of its range
     */
    RedriveOptions of(RedriveRequest request, boolean exactlyOnce) {
        requireComplete();
        RedriveFilter filter = new RedriveFilter(
                request.reasons(),
                new LinkedHashSet<>(config.headgate().topics().orElse(List.of())),
                request.since(),
                request.until());
        try {
            return new RedriveOptions(
                    config.headgate().deadLetter().topic().orElseThrow(),
                    request.to(),
                    filter,
                    request.limit(),
                    request.maxRedrives().orElse(RedriveOptions.MAX_REDRIVES),
                    request.rate().orElse(0),
                    config.headgate().offsets().mapBytes(),
                    request.dryRun(),
                    exactlyOnce || config.headgate().guarantee() == Guarantee.EXACTLY_ONCE,
                    request.passOver());
        } catch (IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()), e);
        }
    }

    private void requireComplete() {
        List<String> missing = new ArrayList<>();
        if (config.headgate().deadLetter().topic().isEmpty()) {
            missing.add(
                    "headgate.dead-letter.topic is missing: say where the dead letters are, with --dead-letter-topic"
                            + " NAME");
        }
        if (!config.kafka().containsKey("bootstrap.servers")) {
            missing.add("kafka.bootstrap.servers is missing: --bootstrap-server HOST:PORT");
        }
        if (!config.kafka().containsKey("group.id")) {
            missing.add("kafka.group.id is missing: --group ID, that of the processor");
        }
        if (!missing.isEmpty()) {
            throw new ConfigException(missing);
        }
    }
}
