@NullMarked
package dev.headgate.internal.offset;

import org.jspecify.annotations.NullMarked;
