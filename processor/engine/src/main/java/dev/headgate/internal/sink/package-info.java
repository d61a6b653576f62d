/** What the built-in sinks share: options with their types, and the check of results. */
@NullMarked
package dev.headgate.internal.sink;

import org.jspecify.annotations.NullMarked;
