/** All runs of a command, one after the other on one broker, each in a process of its own. */
@NullMarked
package dev.headgate.benchmarks.session;

import org.jspecify.annotations.NullMarked;
