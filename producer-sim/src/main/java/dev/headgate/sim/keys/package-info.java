/** Which key and which partition a record has. */
@NullMarked
package dev.headgate.sim.keys;

import org.jspecify.annotations.NullMarked;
