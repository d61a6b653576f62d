package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RequestFramesTest {
    private final RequestFrames frames = new RequestFrames();

    private static byte[] request(int apiKey, int length) {
        return ByteBuffer.allocate(4 + length)
                .putInt(length)
                .putShort((short) apiKey)
                .array();
    }

    private static byte[] together(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void a_request_behind_another_in_one_piece_is_found() {
        byte[] both = together(request(0, 5_000), request(28, 40));
        assertThat(frames.begins(both, both.length, 28)).isTrue();
        assertThat(frames.begins(request(3, 10), 14, 28)).isFalse();
    }

    @Test
    void a_request_in_many_pieces_is_found_where_its_key_ends() {
        byte[] both = together(request(0, 7), request(28, 40));
        int found = 0;
        for (byte each : both) {
            found += frames.begins(new byte[] {each}, 1, 28) ? 1 : 0;
        }
        assertThat(found).isEqualTo(1);
    }

    @Test
    void bytes_of_a_payload_are_no_request() {
        byte[] payload = together(request(0, 100), request(28, 40));
        byte[] wrapped = ByteBuffer.allocate(6 + payload.length)
                .putInt(2 + payload.length)
                .putShort((short) 1)
                .put(payload)
                .array();
        assertThat(frames.begins(wrapped, wrapped.length, 28)).isFalse();
    }
}
