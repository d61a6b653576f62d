@NullMarked
package dev.headgate.offset;

import org.jspecify.annotations.NullMarked;
