@NullMarked
package dev.headgate.sink.log;

import org.jspecify.annotations.NullMarked;
