package dev.headgate.benchmarks.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How cells are run.
 *
 * @param repeats how many times each system runs in each cell
 * @param warmUp how long a run goes before it is measured
 * @param measure how long it is measured
 * @param jvmOptions options for the processes of all systems, besides the usual ones
 * @param bootstrapServers where the broker is; empty for one that is made for the session
 */
public record Settings(
        int repeats, Duration warmUp, Duration measure, List<String> jvmOptions, Optional<String> bootstrapServers) {}
