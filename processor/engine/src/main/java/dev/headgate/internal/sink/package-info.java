@NullMarked
package dev.headgate.internal.sink;

import org.jspecify.annotations.NullMarked;
