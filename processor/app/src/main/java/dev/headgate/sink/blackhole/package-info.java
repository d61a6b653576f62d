@NullMarked
package dev.headgate.sink.blackhole;

import org.jspecify.annotations.NullMarked;
