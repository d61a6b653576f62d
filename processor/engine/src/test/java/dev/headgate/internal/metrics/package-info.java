@NullMarked
package dev.headgate.internal.metrics;

import org.jspecify.annotations.NullMarked;
