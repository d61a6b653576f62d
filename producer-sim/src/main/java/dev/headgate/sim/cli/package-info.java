/** The command {@code sim}: what people type, and what they see. */
@NullMarked
package dev.headgate.sim.cli;

import org.jspecify.annotations.NullMarked;
