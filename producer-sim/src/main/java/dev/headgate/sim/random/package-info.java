/** Random numbers that depend on a position, not on the numbers drawn before. */
@NullMarked
package dev.headgate.sim.random;

import org.jspecify.annotations.NullMarked;
