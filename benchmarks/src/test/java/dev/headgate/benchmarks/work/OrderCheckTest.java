package dev.headgate.benchmarks.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ordering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class OrderCheckTest {
    private static final Content CONTENT = new Content(KeyShape.UNIFORM, 2, 10, 100);

    private static byte[] value(int key, int sequence) {
        byte[] value = new byte[CONTENT.valueBytes()];
        Payload.write(value, key, sequence, 0);
        return value;
    }

    @Test
    void counts_a_record_that_starts_before_the_one_before_it_of_its_key_has_ended() {
        OrderCheck check = new OrderCheck(Ordering.KEY, CONTENT);
        check.starts(value(7, 0), 0, 0);
        check.starts(value(7, 1), 0, 1);
        assertThat(check.violations()).isEqualTo(1);
    }

    @Test
    void counts_nothing_while_each_key_is_in_order_whatever_the_others_do() {
        OrderCheck check = new OrderCheck(Ordering.KEY, CONTENT);
        check.starts(value(7, 0), 0, 0);
        check.starts(value(8, 0), 0, 5);
        check.ends(value(8, 0), 0, 5);
        check.ends(value(7, 0), 0, 0);
        check.starts(value(7, 1), 0, 9);
        check.starts(value(-1, 0), 1, 3);
        assertThat(check.violations()).isZero();
    }

    @Test
    void does_not_hold_it_against_a_system_that_a_record_comes_twice() {
        OrderCheck check = new OrderCheck(Ordering.KEY, CONTENT);
        for (int again = 0; again < 2; again++) {
            for (int sequence = 0; sequence < 3; sequence++) {
                check.starts(value(7, sequence), 0, sequence);
                check.ends(value(7, sequence), 0, sequence);
            }
        }
        assertThat(check.violations()).isZero();
    }

    @Test
    void in_partition_order_counts_an_offset_that_starts_too_early_and_in_no_order_none() {
        OrderCheck byPartition = new OrderCheck(Ordering.PARTITION, CONTENT);
        OrderCheck unordered = new OrderCheck(Ordering.UNORDERED, CONTENT);
        for (OrderCheck check : new OrderCheck[] {byPartition, unordered}) {
            check.starts(value(7, 0), 1, 0);
            check.starts(value(8, 0), 1, 1);
        }
        assertThat(byPartition.violations()).isEqualTo(1);
        assertThat(unordered.violations()).isZero();
    }
}
