/** The real engine, single-threaded and under a virtual clock, in random histories that a seed replays. */
@NullMarked
package dev.headgate.simulation;

import org.jspecify.annotations.NullMarked;
