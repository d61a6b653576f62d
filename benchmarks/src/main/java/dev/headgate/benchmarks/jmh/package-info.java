@NullMarked
package dev.headgate.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
