package dev.headgate.internal.offset;

/**
 * What to commit for one partition, all of it of the same moment.
 *
 * @param offset the offset below which everything is acknowledged
 * @param leaderEpoch the leader epoch at that offset (KIP-320); -1 if unknown. Only by it does the next owner notice that
 *     the log was truncated in between
 * @param metadata the map of what is acknowledged beyond, as {@link OffsetMapCodec} reads it; empty if nothing is
 */
public record CommitPoint(long offset, int leaderEpoch, String metadata) {}
