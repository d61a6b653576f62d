/**
 * {@code headgate top}: the dashboard in a terminal. Reads processors over HTTP alone, and knows nothing of the engine but
 * the records that {@code /api/state} is made of.
 */
@NullMarked
package dev.headgate.top;

import org.jspecify.annotations.NullMarked;
