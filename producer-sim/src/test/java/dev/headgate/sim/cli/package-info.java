@NullMarked
package dev.headgate.sim.cli;

import org.jspecify.annotations.NullMarked;
