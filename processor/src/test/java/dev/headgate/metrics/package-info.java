@NullMarked
package dev.headgate.metrics;

import org.jspecify.annotations.NullMarked;
