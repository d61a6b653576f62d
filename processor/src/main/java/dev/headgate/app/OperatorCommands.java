package dev.headgate.app;

import dev.headgate.Headgate;
import dev.headgate.admin.Commands;
import dev.headgate.admin.RedriveRequest;
import dev.headgate.config.ConfigException;
import dev.headgate.config.LoadedConfig;
import dev.headgate.redrive.RedriveOptions;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** Passes an operator's commands on to the engine. Any thread; only a seek waits, for the brokers to say where the log has it. */
final class OperatorCommands implements Commands {
    private final EngineSlot slot;
    private final LogPlaces places;
    private final RedriveSettings settings;
    private final BackgroundRedrive redrive;

    /** @param config with the client properties, for the questions to the brokers */
    OperatorCommands(EngineSlot slot, LoadedConfig config, BackgroundRedrive redrive) {
        this.slot = slot;
        this.places = new LogPlaces(config.kafka());
        this.settings = new RedriveSettings(config);
        this.redrive = redrive;
    }

    @Override
    public void pause(boolean wanted) throws Refused {
        Headgate headgate = started();
        if (wanted) {
            headgate.pause();
        } else {
            headgate.resume();
        }
    }

    @Override
    public void pause(TopicPartition partition, boolean wanted) throws Refused {
        Headgate headgate = started();
        if (wanted) {
            headgate.pause(partition);
        } else {
            headgate.resume(partition);
        }
    }

    @Override
    public void drain() throws Refused {
        started().shutdown();
    }

    @Override
    public void limitWorkers(int records) throws Refused {
        Headgate headgate = started();
        try {
            headgate.limitWorkers(records);
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void limitRate(double perSecond) throws Refused {
        started().limitRate(perSecond);
    }

    private Headgate started() throws Refused {
        return slot.headgate().orElseThrow(() -> new Refused("the engine has not started yet; try again"));
    }

    @Override
    public void seek(TopicPartition partition, long offset) throws Refused {
        Headgate headgate = owner(partition);
        places.require(partition, offset);
        seek(headgate, partition, offset);
    }

    @Override
    public long seek(TopicPartition partition, Instant time) throws Refused {
        Headgate headgate = owner(partition);
        long offset = places.firstSince(partition, time);
        seek(headgate, partition, offset);
        return offset;
    }

    /** Asked first, so that nobody waits for the brokers in vain. */
    private Headgate owner(TopicPartition partition) throws Refused {
        Headgate headgate = started();
        try {
            headgate.requireAssigned(partition);
            return headgate;
        } catch (IllegalStateException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    private static void seek(Headgate headgate, TopicPartition partition, long offset) throws Refused {
        try {
            headgate.seek(partition, offset);
        } catch (IllegalStateException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void redrive(RedriveRequest request) throws Refused {
        started();
        RedriveOptions options;
        try {
            options = settings.of(request, false);
        } catch (UserError | ConfigException e) {
            throw new Refused(String.valueOf(e.getMessage()));
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
