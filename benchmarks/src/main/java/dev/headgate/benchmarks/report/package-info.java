@NullMarked
package dev.headgate.benchmarks.report;

import org.jspecify.annotations.NullMarked;
