/** The process that runs one system on one cell: it warms up, measures and says what came of it. */
@NullMarked
package dev.headgate.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
