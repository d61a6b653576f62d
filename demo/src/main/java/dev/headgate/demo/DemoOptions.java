package dev.headgate.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * What the demo is to show.
 *
 * @param workers workers of the processor
 * @param queue capacity of its queue in records
 * @param rate records per second that the simulator sends
 * @param length how long the simulator sends; empty for until it is stopped
 * @param partitions partitions of the topic
 * @param port where the page is served; empty for 8080, or any free one if that is taken
 */
record DemoOptions(
        int workers, int queue, double rate, Optional<Duration> length, int partitions, Optional<Integer> port) {}
