@NullMarked
package dev.headgate.redrive;

import org.jspecify.annotations.NullMarked;
