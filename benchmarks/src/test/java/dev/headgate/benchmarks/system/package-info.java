@NullMarked
package dev.headgate.benchmarks.system;

import org.jspecify.annotations.NullMarked;
