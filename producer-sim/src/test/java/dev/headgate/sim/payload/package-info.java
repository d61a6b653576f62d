@NullMarked
package dev.headgate.sim.payload;

import org.jspecify.annotations.NullMarked;
