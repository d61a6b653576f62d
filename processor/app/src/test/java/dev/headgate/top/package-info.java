@NullMarked
package dev.headgate.top;

import org.jspecify.annotations.NullMarked;
