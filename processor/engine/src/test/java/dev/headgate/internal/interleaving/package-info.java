/** Explores what threads can do to one another, by Lincheck, and shows by mutants that it would see them do wrong. */
@NullMarked
package dev.headgate.internal.interleaving;

import org.jspecify.annotations.NullMarked;
