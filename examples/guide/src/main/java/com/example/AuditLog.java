package com.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/** A downstream of the example's own. The value of a deleted record is null. */
final class AuditLog {
    private final Path file;

    AuditLog(String file) {
        this.file = Path.of(file);
    }

    void append(String topic, int partition, long offset, byte[] value) throws IOException {
        String text = value == null ? "deleted" : HexFormat.of().formatHex(value);
        String line = topic + "-" + partition + "@" + offset + " " + text + "\n";
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
