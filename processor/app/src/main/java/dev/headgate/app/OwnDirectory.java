package dev.headgate.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Set;

/**
 * A directory of a name that anybody can know, where anybody may write: somebody else may have made it before, to read or to
 * change what is kept there, or have put a link to another place.
 */
public final class OwnDirectory {
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    private OwnDirectory() {}

    /**
     * The directory, made for its owner alone if it is not there.
     *
     * @throws IOException if it can't be made, is somebody else's, or others may write to it; the message says which
     */
    public static Path at(Path directory) throws IOException {
        if (!Files.getFileStore(parent(directory)).supportsFileAttributeView("posix")) {
            return Files.createDirectories(directory);
        }
        try {
            return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        } catch (FileAlreadyExistsException _) {
            return requireOwn(directory);
        }
    }

    private static Path requireOwn(Path directory) throws IOException {
        PosixFileAttributes found =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory()) {
            throw new IOException(directory + " is there and is no directory");
        }
        if (!found.owner().equals(self(directory))) {
            throw new IOException(directory + " belongs to " + found.owner().getName());
        }
        if (found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("others may write to " + directory);
        }
        return directory;
    }

    /** Who this process is to the file system: who owns what it makes. */
    private static UserPrincipal self(Path directory) throws IOException {
        Path probe = Files.createTempFile(parent(directory), "headgate", null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static Path parent(Path directory) {
        return Objects.requireNonNull(directory.toAbsolutePath().getParent());
    }
}
