@NullMarked
package dev.headgate.state;

import org.jspecify.annotations.NullMarked;
