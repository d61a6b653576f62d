package dev.headgate.sim;

import org.apache.kafka.common.header.Header;

/** A header as it is sent. Its value is not copied, so nobody may write into it. */
final class StampHeader implements Header {

    private final String key;
    private final byte[] value;

    StampHeader(String key, byte[] value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public byte[] value() {
        return value;
    }

    @Override
    public String toString() {
        return key;
    }
}
