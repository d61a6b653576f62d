package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.headgate.LoggedLines;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The last line in the log of an outage is true for as long as it is the last. */
@Timeout(10)
class OutageNoticeTest {
    private static final String AWAY = "the downstream of the sink takes nothing just now";
    private static final String BACK = "the downstream of the sink takes records again";

    private final LoggedLines lines = LoggedLines.open();
    private long seconds;
    private final OutageNotice notice = new OutageNotice("the sink", new Scheduler() {
        @Override
        public long nanoTime() {
            return nanos();
        }

        @Override
        public Task schedule(Runnable task, long delayNanos) {
            throw new AssertionError("no timer is needed");
        }

        @Override
        public void repeat(Runnable task, long periodNanos) {
            throw new AssertionError("no timer is needed");
        }
    });

    @AfterEach
    void close() {
        lines.close();
    }

    private long nanos() {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private void open() {
        notice.opened(new IOException("refused"), nanos(), TimeUnit.MILLISECONDS.toNanos(250));
    }

    private void pass(long more) {
        seconds += more;
        notice.settle();
    }

    @Test
    void a_probe_that_gets_through_in_the_midst_of_an_outage_does_not_end_it() {
        open();
        for (int i = 0; i < 5; i++) {
            pass(5);
            notice.closed();
            pass(5);
            open();
        }
        assertThat(lines.messages(Level.INFO, BACK)).isEmpty();
        assertThat(lines.messages(Level.WARN, AWAY))
                .singleElement()
                .asString()
                .contains("the first in 250 ms", "refused");
    }

    @Test
    void it_is_over_once_the_circuit_stays_closed_and_the_next_one_is_told_again() {
        open();
        pass(30);
        notice.closed();
        pass(9);
        assertThat(lines.messages(Level.INFO, BACK)).isEmpty();
        pass(1);
        pass(60);
        assertThat(lines.messages(Level.INFO, BACK)).singleElement().asString().endsWith("after an outage of 30.0 s");
        open();
        assertThat(lines.messages(Level.WARN, AWAY)).hasSize(2);
    }
}
