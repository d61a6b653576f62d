package dev.headgate.internal.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.api.Ordering;
import dev.headgate.internal.OrderingMark;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OffsetMapCodecTest {
    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final int LIMIT = 4_000;
    private static final int ROUNDS = 20_000;

    private final OffsetMapWriter writer = new OffsetMapWriter();

    private String encode(long committed, OffsetRanges done, int maxBytes) {
        writer.begin(committed, maxBytes);
        for (int range = 0; range < done.count(); range++) {
            writer.add(done.from(range), done.to(range));
        }
        return writer.end(P0);
    }

    private static OffsetRanges decode(String metadata, long committed) {
        return OffsetMapCodec.decode(metadata, P0, committed).done();
    }

    private static void assertUnusable(String metadata, String problem) {
        OffsetMapCodec.Decoded decoded = OffsetMapCodec.decode(metadata, P0, 100);
        assertThat(decoded.done()).isEqualTo(OffsetRanges.EMPTY);
        assertThat(decoded.problem())
                .hasValueSatisfying(text -> assertThat(text).contains(problem));
    }

    /** A map as only we would write it, whatever its content: with a checksum that is right. */
    private static String signed(byte[] payload, long committed) {
        byte[] bytes = new byte[OffsetMapCodec.CHECKSUM_BYTES + payload.length];
        System.arraycopy(payload, 0, bytes, OffsetMapCodec.CHECKSUM_BYTES, payload.length);
        int checksum = OffsetMapCodec.checksum(P0, committed, payload, 0, payload.length);
        for (int i = 0; i < OffsetMapCodec.CHECKSUM_BYTES; i++) {
            bytes[i] = (byte) (checksum >>> (24 - 8 * i));
        }
        return OffsetMapCodec.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Runs of random lengths, of an order of magnitude that is random too. */
    private static OffsetRanges random(Random random, long committed) {
        long[] bounds = new long[2 * random.nextInt(random.nextInt(10) == 0 ? 20_000 : 50)];
        int magnitude = 1 << random.nextInt(15);
        long bound = committed + random.nextInt(3) - 1;
        for (int i = 0; i < bounds.length; i++) {
            bound += 1 + random.nextInt(magnitude);
            bounds[i] = bound;
        }
        return OffsetRanges.of(bounds);
    }

    private static void assertLowerPartOf(OffsetRanges whole, OffsetRanges part, String name) {
        if (part.isEmpty()) {
            return;
        }
        int last = part.count() - 1;
        assertThat(part.count()).as(name).isLessThanOrEqualTo(whole.count());
        for (int range = 0; range <= last; range++) {
            assertThat(part.from(range)).as(name).isEqualTo(whole.from(range));
            if (range < last) {
                assertThat(part.to(range)).as(name).isEqualTo(whole.to(range));
            }
        }
        assertThat(part.to(last)).as(name).isLessThanOrEqualTo(whole.to(last));
    }

    @Test
    void reads_what_it_wrote_or_its_lower_part_within_any_limit() {
        int whole = 0;
        int cut = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            String name = "seed " + seed;
            long committed = random.nextBoolean() ? random.nextInt(100) : random.nextLong(1L << 50);
            OffsetRanges done = random(random, committed);
            int limit = random.nextBoolean() ? LIMIT : random.nextInt(200);
            String metadata = encode(committed, done, limit);
            assertThat(metadata.length()).as(name).isLessThanOrEqualTo(limit);
            assertThat(metadata).as(name).matches("(hg1:[A-Za-z0-9_-]+)?");

            OffsetMapCodec.Decoded decoded = OffsetMapCodec.decode(metadata, P0, committed);
            assertThat(decoded.problem()).as(name).isEmpty();
            assertLowerPartOf(done, decoded.done(), name);
            if (decoded.done().equals(done)) {
                whole++;
            } else {
                cut++;
            }
        }
        assertThat(whole).isGreaterThan(ROUNDS / 4);
        assertThat(cut).isGreaterThan(ROUNDS / 20);
    }

    @Test
    void leaves_nothing_out_as_long_as_it_fits() {
        OffsetRanges done = random(new Random(7), 100);
        String metadata = encode(100, done, LIMIT);
        assertThat(decode(encode(100, done, metadata.length() + OrderingMark.LENGTH), 100))
                .isEqualTo(done);
        OffsetRanges cut = decode(encode(100, done, metadata.length() - 2), 100);
        assertThat(cut).isNotEqualTo(done);
        assertThat(cut.size()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Ordering.class)
    void the_mark_of_the_ordering_stands_behind_a_map_within_its_bound_and_changes_nothing_of_it(Ordering ordering) {
        OffsetRanges done = random(new Random(7), 100);
        OffsetMapWriter marking = new OffsetMapWriter(OrderingMark.of(ordering));
        for (int bound : new int[] {24, 60, LIMIT}) {
            marking.begin(100, bound);
            for (int i = 0; i < done.count(); i++) {
                marking.add(done.from(i), done.to(i));
            }
            String marked = marking.end(P0);
            assertThat(marked).hasSizeLessThanOrEqualTo(bound);
            assertThat(OrderingMark.read(marked)).isEqualTo(ordering);
            assertThat(decode(marked, 100)).isEqualTo(decode(encode(100, done, bound), 100));
        }
        assertThat(decode(OrderingMark.of(ordering), 100)).isEqualTo(OffsetRanges.EMPTY);
    }

    @Test
    void a_run_too_long_for_what_is_left_is_cut_and_not_left_out() {
        OffsetRanges done = OffsetRanges.of(101, 1_000_000);
        String metadata = encode(100, done, 16 + OrderingMark.LENGTH);
        assertThat(decode(metadata, 100)).isEqualTo(OffsetRanges.of(101, 101 + (1 << 19) - 1));
    }

    @Test
    void one_stuck_record_takes_a_few_bytes_however_much_is_done_beyond() {
        assertThat(encode(100, OffsetRanges.of(101, 65_636), LIMIT)).hasSizeLessThan(20);
    }

    @Test
    void the_worst_of_patterns_still_reaches_sixteen_thousand_offsets_far() {
        for (int run : new int[] {1, 2, 3, 4, 8, 16}) {
            long[] bounds = new long[65_536 / run & ~1];
            Arrays.setAll(bounds, i -> 100 + (long) run * (i + 1));
            OffsetRanges reached = decode(encode(100, OffsetRanges.of(bounds), LIMIT), 100);
            assertThat(reached.to(reached.count() - 1) - 100)
                    .as("runs of %d", run)
                    .isGreaterThan(15_500);
        }
    }

    @Test
    void nothing_done_is_the_empty_string() {
        assertThat(encode(100, OffsetRanges.EMPTY, LIMIT)).isEmpty();
        assertThat(encode(100, OffsetRanges.of(101, 102), 0)).isEmpty();
        assertThat(encode(100, OffsetRanges.of(101, 102), 10)).isEmpty();
        assertThat(OffsetMapCodec.decode("", P0, 100).problem()).isEmpty();
    }

    @Test
    void ranges_that_touch_are_one() {
        writer.begin(100, LIMIT);
        writer.add(100, 105);
        writer.add(105, 110);
        writer.add(111, 112);
        assertThat(decode(writer.end(P0), 100)).isEqualTo(OffsetRanges.of(100, 110, 111, 112));
    }

    @Test
    void offsets_up_to_the_greatest_there_is_are_kept() {
        OffsetRanges done = OffsetRanges.of(1, 2, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        assertThat(decode(encode(0, done, LIMIT), 0)).isEqualTo(done);
    }

    @Test
    void no_flipped_bit_and_no_other_character_makes_another_set_of_it() {
        Random random = new Random(11);
        for (int round = 0; round < 60; round++) {
            OffsetRanges done = random(random, 100);
            String metadata = encode(100, done, 300);
            OffsetRanges right = decode(metadata, 100);
            for (int i = 0; i < metadata.length(); i++) {
                for (int bit = 0; bit < 16; bit++) {
                    char[] chars = metadata.toCharArray();
                    chars[i] = (char) (chars[i] ^ 1 << bit);
                    OffsetRanges read = decode(new String(chars), 100);
                    // The last character may hold bits that mean nothing.
                    assertThat(read.isEmpty() || (i == chars.length - 1 && read.equals(right)))
                            .as("%s with bit %d of character %d flipped: %s", metadata, bit, i, read)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void a_map_cut_short_or_put_together_from_two_is_none() {
        String metadata = encode(100, random(new Random(3), 100), LIMIT);
        String other = encode(100, random(new Random(4), 100), LIMIT);
        for (int length = 1; length < metadata.length(); length++) {
            assertThat(decode(metadata.substring(0, length), 100).isEmpty()).isTrue();
        }
        assertUnusable(metadata + other.substring(OffsetMapCodec.PREFIX.length()), "");
    }

    @Test
    void a_map_of_another_offset_or_partition_is_none() {
        String metadata = encode(100, OffsetRanges.of(105, 110), LIMIT);
        assertThat(decode(metadata, 100).isEmpty()).isFalse();
        assertThat(OffsetMapCodec.decode(metadata, P0, 101).problem()).isPresent();
        assertThat(OffsetMapCodec.decode(metadata, new TopicPartition("orders", 1), 100)
                        .problem())
                .isPresent();
        assertThat(OffsetMapCodec.decode(metadata, new TopicPartition("us.orders", 0), 100)
                        .problem())
                .isPresent();
        assertThat(OffsetMapCodec.decode(metadata, P0, -1).done().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "committed by me, not written by Headgate",
        "{\"a\":1}, not written by Headgate",
        "hg, not written by Headgate",
        "hg:AAAA, not written by Headgate",
        "hgx1:AAAA, not written by Headgate",
        "HG1:AAAA, not written by Headgate",
        "hg2:AAAA, of another version",
        "hg17:, of another version",
        "hg1:, damaged",
        "hg1:AAAA, damaged",
        "hg1:AAAAAAAAAAAA, damaged",
        "hg1:not base64!, no base64",
        "hg1:AAAAA, no base64"
    })
    void what_is_foreign_or_damaged_is_no_map_and_says_why(String metadata, String problem) {
        assertUnusable(metadata, problem);
    }

    @Test
    void other_alphabets_and_control_characters_are_no_map() {
        for (String metadata :
                List.of("\u0000", "hg1:\r\n\u001b[31m", "hg1:ÄÖÜ", "\ud800", "hg\u0661:AAAA", "\ufeffhg1:")) {
            assertUnusable(metadata, "");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 100, 20_000})
    void runs_that_never_begin_or_never_end_are_no_map_though_the_checksum_is_right(int length) {
        byte[] ones = new byte[length];
        Arrays.fill(ones, (byte) 0xFF);
        OffsetRanges alternating = decode(signed(ones, 100), 100);
        assertThat(alternating.count()).as("a one is a run of one").isEqualTo(length * Byte.SIZE / 2);

        byte[] last = new byte[length];
        last[length - 1] = 1;
        assertUnusable(signed(last, 100), "malformed");
        assertUnusable(signed(new byte[length], 100), "malformed");
    }

    @Test
    void runs_that_lead_beyond_the_greatest_offset_are_no_map_though_the_checksum_is_right() {
        byte[] longest = new byte[64];
        for (int code = 0; code < 4; code++) {
            int bit = code * 125 + 62;
            longest[bit / 8] |= (byte) (0x80 >>> bit % 8);
        }
        assertUnusable(signed(longest, 100), "malformed");
    }

    @Test
    void what_is_longer_than_any_commit_is_not_even_looked_at() {
        assertUnusable("hg1:" + "A".repeat(50_000_000), "out of range");
    }

    /** Nothing is thrown, and what comes out is above the committed offset and no more than the bits can say. */
    @Test
    void noise_with_a_right_checksum_is_some_set_or_none() {
        int sets = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[1 + random.nextInt(64)];
            random.nextBytes(noise);
            OffsetMapCodec.Decoded decoded = OffsetMapCodec.decode(signed(noise, 100), P0, 100);
            assertThat(decoded.done().isEmpty())
                    .as("seed %d", seed)
                    .isEqualTo(decoded.problem().isPresent());
            if (!decoded.done().isEmpty()) {
                sets++;
                assertThat(decoded.done().from(0)).isGreaterThanOrEqualTo(100);
                assertThat(decoded.done().count()).isLessThanOrEqualTo(noise.length * Byte.SIZE / 2);
            }
        }
        assertThat(sets).isGreaterThan(ROUNDS / 10);
    }

    @Test
    void a_set_knows_what_it_holds() {
        OffsetRanges ranges = OffsetRanges.of(3, 5, 9, 10);
        assertThat(ranges.size()).isEqualTo(3);
        assertThat(List.of(2L, 3L, 4L, 5L, 8L, 9L, 10L).stream().filter(ranges::contains))
                .containsExactly(3L, 4L, 9L);
        assertThat(ranges).hasToString("{3–4, 9–9}").hasSameHashCodeAs(OffsetRanges.of(3, 5, 9, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> OffsetRanges.of(3, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> OffsetRanges.of(3));
        assertThatIllegalArgumentException().isThrownBy(() -> OffsetRanges.of(-1, 3));
    }
}
