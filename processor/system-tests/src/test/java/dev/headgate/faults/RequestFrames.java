package dev.headgate.faults;

/**
 * Finds the requests in what a client writes: several may come in one piece, and one in several. A request begins with its
 * length in four bytes and the API key in two. One thread.
 */
final class RequestFrames {
    private static final int HEAD = 6;
    private static final int LENGTH = 4;

    private final byte[] head = new byte[HEAD];
    private int headBytes;
    private long rest;

    /** Whether a request with this API key begins in these bytes. */
    boolean begins(byte[] buffer, int count, int apiKey) {
        boolean found = false;
        int at = 0;
        while (at < count) {
            if (rest > 0) {
                int skipped = (int) Math.min(rest, count - at);
                rest -= skipped;
                at += skipped;
            } else {
                head[headBytes++] = buffer[at++];
                if (headBytes == HEAD) {
                    headBytes = 0;
                    rest = Math.max(0, length() - (HEAD - LENGTH));
                    found |= ((head[4] << 8) | (head[5] & 0xff)) == apiKey;
                }
            }
        }
        return found;
    }

    private long length() {
        return ((head[0] & 0xffL) << 24) | ((head[1] & 0xff) << 16) | ((head[2] & 0xff) << 8) | (head[3] & 0xff);
    }
}
