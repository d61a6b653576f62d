package dev.headgate.consumer;

import dev.headgate.dispatch.Job;

/** Hears of every job that ended. Called by the poll thread, so it has to be quick. */
@FunctionalInterface
public interface JobListener {
    void ended(Job job);
}
