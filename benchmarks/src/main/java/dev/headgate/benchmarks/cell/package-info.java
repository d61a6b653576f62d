@NullMarked
package dev.headgate.benchmarks.cell;

import org.jspecify.annotations.NullMarked;
