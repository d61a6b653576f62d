package dev.headgate.internal.dispatch;

import java.util.Optional;

/** A sink that writes to a topic of Kafka, which the engine must not consume too. */
public interface TopicSink {
    /** Where it writes; empty if that isn't known. */
    Optional<TopicTarget> target();
}
