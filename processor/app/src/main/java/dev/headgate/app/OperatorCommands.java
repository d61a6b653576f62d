package dev.headgate.app;

import dev.headgate.Headgate;
import dev.headgate.admin.RedriveRequest;
import dev.headgate.config.ConfigException;
import dev.headgate.config.LoadedConfig;
import dev.headgate.redrive.RedriveOptions;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** Passes an operator's commands on to the engine. Any thread; only a seek waits, for the brokers to say where the log has it. */
final class OperatorCommands extends EngineCommands {
    private final EngineHolder holder;
    private final OffsetLookup places;
    private final RedriveSettings settings;
    private final BackgroundRedrive redrive;

    /** @param config with the client properties, for the questions to the brokers */
    OperatorCommands(EngineHolder holder, LoadedConfig config, BackgroundRedrive redrive) {
        this.holder = holder;
        this.places = new OffsetLookup(config.kafka());
        this.settings = new RedriveSettings(config);
        this.redrive = redrive;
    }

    @Override
    protected Headgate headgate() throws Refused {
        return holder.headgate().orElseThrow(() -> new Refused("the engine has not started yet; try again"));
    }

    @Override
    public void seek(TopicPartition partition, long offset) throws Refused {
        requireOwner(partition);
        places.require(partition, offset);
        super.seek(partition, offset);
    }

    @Override
    public long seek(TopicPartition partition, Instant time) throws Refused {
        requireOwner(partition);
        long offset = places.firstSince(partition, time);
        super.seek(partition, offset);
        return offset;
    }

    /** Asked first, so that nobody waits for the brokers in vain. */
    private void requireOwner(TopicPartition partition) throws Refused {
        if (headgate().snapshot().partition(partition).isEmpty()) {
            throw new Refused(
                    partition + " is not assigned to this processor; ask the member that has it, see /api/state");
        }
    }

    @Override
    public void redrive(RedriveRequest request) throws Refused {
        Headgate _ = headgate();
        RedriveOptions options;
        try {
            options = settings.of(request, false);
        } catch (UserError | ConfigException e) {
            throw new Refused(e);
        }
        if (!redrive.start(options)) {
            throw new Refused("dead letters are being put back already; stop-redrive ends that");
        }
    }

    @Override
    public void stopRedrive() throws Refused {
        if (!redrive.stop()) {
            throw new Refused("no dead letters are being put back");
        }
    }
}
