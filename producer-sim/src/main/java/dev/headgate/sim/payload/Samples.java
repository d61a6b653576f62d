package dev.headgate.sim.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads files of samples and templates. */
public final class Samples {

    private static final long LARGEST_FILE = 512L << 20;

    private Samples() {}

    /**
     * Values from a file of text, one on each line; empty lines are left out.
     *
     * @throws IllegalArgumentException if it can't be read or has none; the message names it
     */
    public static ValueSpec.Samples read(Path file) {
        List<byte[]> values = text(file)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.getBytes(UTF_8))
                .toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException(file + " has no lines; give one value on each");
        }
        return new ValueSpec.Samples(values);
    }

    /**
     * The text of a file.
     *
     * @throws IllegalArgumentException if it can't be read; the message names it
     */
    public static String text(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IllegalArgumentException(file + " is larger than 512 MiB; give a part of it");
            }
            return Files.readString(file, UTF_8);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " is not readable: " + e, e);
        }
    }
}
