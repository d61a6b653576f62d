/** The {@code headgate} command: the processor's commands, the simulator's and the broker's, and the demo of all three. */
@NullMarked
package dev.headgate.demo;

import org.jspecify.annotations.NullMarked;
