/**
 * What is acknowledged of each partition, and what may be committed of it. Pure: no clock, no thread, no client. Begin with
 * {@link dev.headgate.internal.offset.PartitionOffsets}.
 */
@NullMarked
package dev.headgate.internal.offset;

import org.jspecify.annotations.NullMarked;
