/** The hot structures alone, by JMH. */
@NullMarked
package dev.headgate.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
