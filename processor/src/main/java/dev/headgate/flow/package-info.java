@NullMarked
package dev.headgate.flow;

import org.jspecify.annotations.NullMarked;
