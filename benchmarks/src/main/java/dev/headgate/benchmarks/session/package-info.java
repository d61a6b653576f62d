@NullMarked
package dev.headgate.benchmarks.session;

import org.jspecify.annotations.NullMarked;
