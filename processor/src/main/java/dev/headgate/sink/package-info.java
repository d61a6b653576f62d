@NullMarked
package dev.headgate.sink;

import org.jspecify.annotations.NullMarked;
