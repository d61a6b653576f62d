/** What comes of the runs: tables, charts and the machine they were made on. */
@NullMarked
package dev.headgate.benchmarks.report;

import org.jspecify.annotations.NullMarked;
