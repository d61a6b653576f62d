@NullMarked
package dev.headgate.benchmarks;

import org.jspecify.annotations.NullMarked;
