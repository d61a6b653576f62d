package dev.headgate.sim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.localkafka.LocalKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A script or a Job tells by the exit code whether another try has a point. */
@Tag("broker")
@Timeout(60)
class ExitCodeTest {
    private static LocalKafka kafka;

    private final StringWriter out = new StringWriter();

    @BeforeAll
    static void startKafka() {
        kafka = LocalKafka.start();
        kafka.createTopic("payments", 1);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    /** Two million records that are due within 40 ms, and missed 0.2 s later: no sender hands them over so fast. */
    private int overload(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--bootstrap-server",
                kafka.bootstrapServers(),
                "--topic",
                "payments",
                "--rate",
                "50000000",
                "--records",
                "2000000",
                "--miss-after",
                "200ms"));
        arguments.addAll(List.of(more));
        return SimMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments.toArray(String[]::new));
    }

    private void assertSomeWereMissed() {
        assertThat(out.toString()).containsPattern("[1-9]\\d* missed");
    }

    @Test
    void records_missed_and_none_failed_have_an_exit_code_of_their_own() {
        assertThat(overload()).isEqualTo(3);
        assertSomeWereMissed();
        assertThat(out.toString()).contains("failed 0");
    }

    @Test
    void records_missed_are_no_fault_where_that_is_allowed() {
        assertThat(overload("--allow-missed")).isZero();
        assertSomeWereMissed();
    }

    @Test
    void a_record_that_failed_counts_for_more_than_one_that_was_missed() {
        assertThat(overload("--command-property", "max.request.size=10")).isEqualTo(1);
        assertSomeWereMissed();
        assertThat(out.toString()).contains("first error: RecordTooLargeException");
    }
}
