package dev.headgate.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InFlightBudgetTest {
    private static final int RECORDS = 8;

    private final InFlightBudget budget = new InFlightBudget(RECORDS, 100);

    @Test
    void gives_out_as_many_credits_as_there_are_and_throws_beyond() {
        for (int i = 0; i < RECORDS; i++) {
            budget.acquire(1);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> budget.acquire(1))
                .withMessageContaining("all " + RECORDS + " credits");
        assertThat(budget.records()).isEqualTo(RECORDS);
        assertThat(budget.bytes()).as("the refused record took nothing").isEqualTo(RECORDS);
    }

    /** One record may be bigger than the bound for bytes, and a batch once polled can't be refused. */
    @Test
    void takes_bytes_beyond_their_bound_since_the_gate_keeps_that_bound() {
        budget.acquire(99);
        budget.acquire(5_000);
        assertThat(budget.bytes()).isEqualTo(5_099).isGreaterThan(budget.capacityBytes());
    }

    @Test
    void counts_bytes_beyond_what_an_int_holds() {
        budget.acquire(Integer.MAX_VALUE);
        budget.acquire(Integer.MAX_VALUE);
        assertThat(budget.bytes()).isEqualTo(2L * Integer.MAX_VALUE);
    }

    @Test
    void a_credit_that_came_back_can_be_taken_again() {
        for (int i = 0; i < RECORDS; i++) {
            budget.acquire(1);
        }
        budget.release(1);
        budget.acquire(1);
        assertThat(budget.records()).isEqualTo(RECORDS);
    }

    @Test
    void more_records_than_were_taken_cannot_come_back() {
        assertThatIllegalStateException().isThrownBy(() -> budget.release(0)).withMessageContaining("-1 records");
    }

    @Test
    void more_bytes_than_were_taken_cannot_come_back() {
        budget.acquire(10);
        budget.acquire(10);
        assertThatIllegalStateException().isThrownBy(() -> budget.release(21)).withMessageContaining("-1 bytes");
    }

    @Test
    void stays_within_its_bound_and_ends_empty_whatever_the_order() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            InFlightBudget fresh = new InFlightBudget(RECORDS, 100);
            Deque<Integer> taken = new ArrayDeque<>();
            long bytes = 0;
            for (int step = 0; step < 500; step++) {
                if (taken.isEmpty() || (taken.size() < RECORDS && random.nextBoolean())) {
                    int size = random.nextInt(50);
                    fresh.acquire(size);
                    taken.add(size);
                    bytes += size;
                } else {
                    int size = random.nextBoolean() ? taken.removeFirst() : taken.removeLast();
                    fresh.release(size);
                    bytes -= size;
                }
                assertThat(fresh.records()).as("seed %d", seed).isEqualTo(taken.size());
                assertThat(fresh.bytes()).as("seed %d", seed).isEqualTo(bytes);
            }
            taken.forEach(fresh::release);
            assertThat(fresh.records() + fresh.bytes()).as("seed %d", seed).isZero();
        }
    }
}
