package dev.headgate.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.internal.dispatch.TransactionFailedException.Kind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeliveryGateTest {
    private final DeliveryGate gate = new DeliveryGate();

    private static TransactionFailedException failure(String line) {
        return new TransactionFailedException(Kind.TRANSIENT, line, new IllegalStateException(line));
    }

    @Test
    void nobody_enters_before_it_is_opened_or_once_it_is_closed() {
        assertThat(gate.tryEnter()).isFalse();
        gate.open();
        assertThat(gate.tryEnter()).isTrue();
        gate.close();
        assertThat(gate.tryEnter()).isFalse();
        assertThat(gate.isEmpty()).as("one is inside").isFalse();
        gate.leave();
        assertThat(gate.isEmpty()).isTrue();
    }

    @Test
    void who_waits_enters_when_it_opens() {
        CountDownLatch entered = new CountDownLatch(1);
        Thread.startVirtualThread(() -> {
            try {
                gate.enter();
                entered.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        gate.open();
        await().until(() -> entered.getCount() == 0);
        assertThat(gate.isEmpty()).isFalse();
    }

    @Test
    void a_failure_closes_it_and_the_first_one_stands_until_it_opens() {
        gate.open();
        gate.fail(failure("first"));
        gate.fail(failure("second"));
        assertThat(gate.isClosed()).isTrue();
        assertThat(gate.failure().orElseThrow().line()).isEqualTo("first");
        gate.open();
        assertThat(gate.failure()).isEmpty();
    }

    @Test
    void once_closed_and_empty_nothing_is_counted_any_more() throws Exception {
        AtomicLong inside = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        Thread[] workers = new Thread[4];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    if (gate.tryEnter()) {
                        inside.incrementAndGet();
                        gate.leave();
                    }
                }
            });
        }
        for (int round = 0; round < 500; round++) {
            gate.open();
            Thread.onSpinWait();
            gate.close();
            while (!gate.isEmpty()) {
                Thread.onSpinWait();
            }
            long counted = inside.get();
            for (int i = 0; i < 200; i++) {
                Thread.onSpinWait();
            }
            assertThat(inside.get()).isEqualTo(counted);
        }
        stop.set(true);
        for (Thread worker : workers) {
            worker.join();
        }
    }
}
