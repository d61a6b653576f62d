@NullMarked
package dev.headgate.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
