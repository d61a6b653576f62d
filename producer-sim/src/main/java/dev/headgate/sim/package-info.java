/**
 * The load simulator: {@link dev.headgate.sim.Simulator} sends stamped records at a rate, from a program or
 * from the command line ({@link dev.headgate.sim.cli.SimCommand}); {@link dev.headgate.sim.Stamp} reads the stamps back.
 */
@NullMarked
package dev.headgate.sim;

import org.jspecify.annotations.NullMarked;
