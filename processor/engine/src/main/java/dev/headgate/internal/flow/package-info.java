@NullMarked
package dev.headgate.internal.flow;

import org.jspecify.annotations.NullMarked;
