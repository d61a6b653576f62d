package dev.headgate.demo;

import dev.headgate.Headgate;
import dev.headgate.admin.Commands;
import dev.headgate.admin.RedriveRequest;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** What the page may ask of the demo's processor: all but what needs more than the processor itself. Thread-safe. */
record DemoCommands(Headgate headgate) implements Commands {
    @Override
    public void pause(boolean wanted) {
        if (wanted) {
            headgate.pause();
        } else {
            headgate.resume();
        }
    }

    @Override
    public void pause(TopicPartition partition, boolean wanted) {
        if (wanted) {
            headgate.pause(partition);
        } else {
            headgate.resume(partition);
        }
    }

    @Override
    public void limitWorkers(int records) throws Refused {
        try {
            headgate.limitWorkers(records);
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void limitRate(double perSecond) {
        headgate.limitRate(perSecond);
    }

    @Override
    public void drain() {
        headgate.shutdown();
    }

    @Override
    public void seek(TopicPartition partition, long offset) throws Refused {
        try {
            headgate.seek(partition, offset);
        } catch (IllegalStateException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
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
