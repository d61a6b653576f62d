/** The application: commands, wiring, start and end. */
@NullMarked
package dev.headgate.app;

import org.jspecify.annotations.NullMarked;
