/** The command {@code bench}: Headgate side by side with its peers and with two limits. */
@NullMarked
package dev.headgate.benchmarks;

import org.jspecify.annotations.NullMarked;
