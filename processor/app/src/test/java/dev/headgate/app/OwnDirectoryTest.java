package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnDirectoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    private Path shared;

    @SuppressWarnings("NullAway.Init") // before each test
    private Path directory;

    @BeforeEach
    void name() {
        directory = shared.resolve("headgate-audit");
    }

    @Test
    void it_is_made_for_its_owner_alone_and_found_again() throws Exception {
        assertThat(OwnDirectory.at(directory)).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");

        assertThat(OwnDirectory.at(directory)).isEqualTo(directory);
        assertThat(shared).isDirectoryNotContaining("glob:**/headgate[0-9]*");
    }

    @Test
    void a_link_to_another_place_is_refused() throws IOException {
        Files.createSymbolicLink(directory, Files.createDirectory(shared.resolve("elsewhere")));

        assertThatIOException().isThrownBy(() -> OwnDirectory.at(directory)).withMessageContaining("is no directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void one_that_others_may_write_to_is_refused(String permissions) throws IOException {
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));

        assertThatIOException()
                .isThrownBy(() -> OwnDirectory.at(directory))
                .withMessage("others may write to " + directory);
    }
}
