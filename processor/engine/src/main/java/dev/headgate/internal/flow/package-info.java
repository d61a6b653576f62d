/** How much may be in flight, when partitions pause, when a downstream is left alone, and how fast workers may go. No clocks, no threads. */
@NullMarked
package dev.headgate.internal.flow;

import org.jspecify.annotations.NullMarked;
