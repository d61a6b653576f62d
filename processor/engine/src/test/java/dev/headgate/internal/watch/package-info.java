@NullMarked
package dev.headgate.internal.watch;

import org.jspecify.annotations.NullMarked;
