/** The command {@code audit}: its options, what it prints, and the instances of one audit. */
@NullMarked
package dev.headgate.audit.cli;

import org.jspecify.annotations.NullMarked;
