/** What is seen of a run: each second, and at its end. */
@NullMarked
package dev.headgate.sim.report;

import org.jspecify.annotations.NullMarked;
