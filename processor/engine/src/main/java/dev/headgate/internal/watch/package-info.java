/** Ended records go by, for those who subscribe. Workers and poll thread never wait for a subscriber. */
@NullMarked
package dev.headgate.internal.watch;

import org.jspecify.annotations.NullMarked;
