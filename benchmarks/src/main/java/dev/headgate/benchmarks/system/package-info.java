/** The systems that are compared, each as its users would write it. */
@NullMarked
package dev.headgate.benchmarks.system;

import org.jspecify.annotations.NullMarked;
