package dev.headgate.internal.offset;

/**
 * The map that goes with a commit, and what it was made of: as long as that is the same, so is the map.
 *
 * @param offset the offset that is committed with it
 * @param beyond how many acknowledgements beyond the prefix there had been
 * @param maxBytes the most bytes it might have
 * @param text the map
 * @param isWhole whether it names all that is acknowledged beyond the prefix
 */
record CommitMap(long offset, long beyond, int maxBytes, String text, boolean isWhole) {
    static final CommitMap NONE = new CommitMap(-1, 0, 0, "", true);

    boolean isOf(long committed, long acknowledgements, int bytes) {
        return offset == committed && beyond == acknowledgements && maxBytes == bytes;
    }
}
