/** The catalogue of meters, what fills them, and the watch over the lag. */
@NullMarked
package dev.headgate.internal.metrics;

import org.jspecify.annotations.NullMarked;
