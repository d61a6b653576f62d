package dev.headgate.demo;

import dev.headgate.Headgate;
import dev.headgate.admin.RedriveRequest;
import dev.headgate.app.EngineCommands;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** What the page may ask of the demo's processor: all but what needs more than the engine itself. Thread-safe. */
final class DemoCommands extends EngineCommands {
    private final Headgate headgate;

    DemoCommands(Headgate headgate) {
        this.headgate = headgate;
    }

    @Override
    protected Headgate headgate() {
        return headgate;
    }

    @Override
    public long seek(TopicPartition partition, Instant time) throws Refused {
        throw new Refused("the demo seeks by offset only; headgate run by time too");
    }

    @Override
    public void redrive(RedriveRequest request) throws Refused {
        throw new Refused("the demo has no dead-letter topic; headgate run has one with headgate.dead-letter.topic");
    }

    @Override
    public void stopRedrive() throws Refused {
        throw new Refused("no re-drive is running");
    }
}
