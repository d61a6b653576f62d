package dev.headgate.localkafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Where a cluster keeps its data: node-1, node-2, and so on under one directory.
 *
 * @param path the directory of the cluster
 * @param temporary whether {@link #close()} deletes it
 */
record ClusterDirectory(Path path, boolean temporary) implements AutoCloseable {

    private static final String META_PROPERTIES = "meta.properties";

    static ClusterDirectory open(Optional<Path> wanted) {
        try {
            if (wanted.isEmpty()) {
                return new ClusterDirectory(Files.createTempDirectory("local-kafka-"), true);
            }
            Path path = wanted.get().toAbsolutePath().normalize();
            return new ClusterDirectory(Files.createDirectories(path), false);
        } catch (IOException e) {
            throw new LocalKafkaException(
                    "directory " + wanted.map(Path::toString).orElse("for temporary files")
                            + " cannot be made: choose one that this user may write to",
                    e);
        }
    }

    Path node(int nodeId) {
        return path.resolve("node-" + nodeId);
    }

    Path data(int nodeId) {
        return node(nodeId).resolve("data");
    }

    /** The id that node 1 was formatted with, or a new one for a new directory. */
    String clusterId() {
        Path meta = data(1).resolve(META_PROPERTIES);
        if (!Files.exists(meta)) {
            return Uuid.randomUuid().toString();
        }
        try (InputStream in = Files.newInputStream(meta)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("cluster.id", Uuid.randomUuid().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try {
            Files.walkFileTree(path, new Deletion());
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
