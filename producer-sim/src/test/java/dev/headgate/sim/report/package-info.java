@NullMarked
package dev.headgate.sim.report;

import org.jspecify.annotations.NullMarked;
