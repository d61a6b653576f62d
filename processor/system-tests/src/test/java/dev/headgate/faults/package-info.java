/** Faults on real brokers: each row injects one, proves that it fired, and checks from outside that nothing was lost. */
@NullMarked
package dev.headgate.faults;

import org.jspecify.annotations.NullMarked;
