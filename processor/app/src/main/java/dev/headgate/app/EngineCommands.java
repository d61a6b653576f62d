package dev.headgate.app;

import dev.headgate.Headgate;
import dev.headgate.admin.Commands;
import org.apache.kafka.common.TopicPartition;

/** What an operator may ask that the engine alone can do. Any thread; nothing waits. */
public abstract class EngineCommands implements Commands {
    /** The engine, if it is there. */
    protected abstract Headgate headgate() throws Refused;

    @Override
    public void pause(boolean wanted) throws Refused {
        Headgate headgate = headgate();
        if (wanted) {
            headgate.pause();
        } else {
            headgate.resume();
        }
    }

    @Override
    public void pause(TopicPartition partition, boolean wanted) throws Refused {
        Headgate headgate = headgate();
        if (wanted) {
            headgate.pause(partition);
        } else {
            headgate.resume(partition);
        }
    }

    @Override
    public void limitWorkers(int records) throws Refused {
        Headgate headgate = headgate();
        try {
            headgate.limitWorkers(records);
        } catch (IllegalArgumentException e) {
            throw new Refused(e);
        }
    }

    @Override
    public void limitRate(double perSecond) throws Refused {
        headgate().limitRate(perSecond);
    }

    @Override
    public void drain() throws Refused {
        headgate().shutdown();
    }

    @Override
    public void seek(TopicPartition partition, long offset) throws Refused {
        Headgate headgate = headgate();
        try {
            headgate.seek(partition, offset);
        } catch (IllegalStateException e) {
            throw new Refused(e);
        }
    }
}
