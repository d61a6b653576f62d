/** A sink that logs each record, for a first look. */
@NullMarked
package dev.headgate.sink.log;

import org.jspecify.annotations.NullMarked;
