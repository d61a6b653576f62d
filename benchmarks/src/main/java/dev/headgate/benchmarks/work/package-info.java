@NullMarked
package dev.headgate.benchmarks.work;

import org.jspecify.annotations.NullMarked;
