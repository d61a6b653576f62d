/** What is measured: the cells with their loads, and the systems that enter each. */
@NullMarked
package dev.headgate.benchmarks.cell;

import org.jspecify.annotations.NullMarked;
