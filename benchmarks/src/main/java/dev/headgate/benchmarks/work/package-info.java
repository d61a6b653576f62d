/** The records of a run, what is done with each, and the check of their order. */
@NullMarked
package dev.headgate.benchmarks.work;

import org.jspecify.annotations.NullMarked;
