@NullMarked
package dev.headgate.sim.rate;

import org.jspecify.annotations.NullMarked;
