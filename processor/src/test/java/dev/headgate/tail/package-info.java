@NullMarked
package dev.headgate.tail;

import org.jspecify.annotations.NullMarked;
