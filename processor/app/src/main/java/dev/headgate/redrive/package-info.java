/** The way back of dead letters into the topics they come from. Knows nothing of the engine. */
@NullMarked
package dev.headgate.redrive;

import org.jspecify.annotations.NullMarked;
