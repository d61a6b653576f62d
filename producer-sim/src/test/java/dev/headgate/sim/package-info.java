@NullMarked
package dev.headgate.sim;

import org.jspecify.annotations.NullMarked;
