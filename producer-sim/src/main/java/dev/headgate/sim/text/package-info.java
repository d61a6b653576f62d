/** Reads what people type: quantities, lists of settings, names; and shows where it does not parse. */
@NullMarked
package dev.headgate.sim.text;

import org.jspecify.annotations.NullMarked;
