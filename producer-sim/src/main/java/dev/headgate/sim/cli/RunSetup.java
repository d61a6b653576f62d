package dev.headgate.sim.cli;

import dev.headgate.sim.SimOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All that a run of the command is made of.
 *
 * @param asked the load in words
 */
record RunSetup(
        SimOptions options, ProducerProperties properties, FaceFlags face, Optional<Path> hdrLog, String asked) {}
