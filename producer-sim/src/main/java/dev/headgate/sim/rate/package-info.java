/** How much load there is at which time. */
@NullMarked
package dev.headgate.sim.rate;

import org.jspecify.annotations.NullMarked;
