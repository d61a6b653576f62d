package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnershipsTest {
    private static final LocalDateTime BEGAN = LocalDateTime.parse("2026-01-31T23:59:00");

    @TempDir
    private Path directory;

    private final Ownerships ownerships = new Ownerships(BEGAN);

    private static long at(String moment) {
        return LocalDateTime.parse(moment)
                .atZone(ZoneId.systemDefault())
                .toInstant()
                .toEpochMilli();
    }

    @BeforeEach
    void read() throws IOException {
        ownerships.read(7, Files.writeString(directory.resolve("log"), """
            23:59:01.000 INFO  headgate-poll                AssignmentListener: assigned [in-0, in-12]
            23:59:02.000 INFO  headgate-poll                AssignmentListener: revoked [in-0, in-12]
            00:00:03.500 INFO  headgate-poll                AssignmentListener: assigned [in-12]
            00:00:04.000 INFO  headgate-poll                AssignmentListener: assigned []
            """));
    }

    @Test
    void an_ownership_lasts_until_the_next_of_the_same_partition() {
        assertThat(ownerships.begin(7, 12, at("2026-01-31T23:59:30"))).isEqualTo(at("2026-01-31T23:59:01"));
        assertThat(ownerships.begin(7, 0, at("2026-02-01T00:00:05"))).isEqualTo(at("2026-01-31T23:59:01"));
        assertThat(ownerships.count()).isEqualTo(3);
    }

    @Test
    void what_seems_to_be_before_the_beginning_is_of_the_next_day() {
        assertThat(ownerships.begin(7, 12, at("2026-02-01T00:00:05"))).isEqualTo(at("2026-02-01T00:00:03.500"));
    }

    @Test
    void nobody_delivers_what_was_never_assigned() {
        assertThatThrownBy(() -> ownerships.begin(8, 12, at("2026-02-01T00:00:05")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ownerships.begin(7, 12, at("2026-01-31T23:59:00")))
                .isInstanceOf(AssertionError.class);
    }
}
