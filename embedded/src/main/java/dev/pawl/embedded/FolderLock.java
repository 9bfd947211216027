package dev.pawl.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says that this process owns the server on a folder. The operating system lets go of it when the process dies. */
final class FolderLock {
    /**
     * The folders that this JVM owns. Such locks belong to a process, and closing any channel to the file gives them up: so
     * the file must not be touched again while it is locked.
     */
    private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Empty when another process, or another part of this one, owns the server. */
    static Optional<FolderLock> tryAcquire(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!OWNED.add(real)) {
            return Optional.empty();
        }
        boolean acquired = false;
        try {
            FileChannel channel =
                    FileChannel.open(real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                acquired = channel.tryLock() != null;
            } finally {
                if (!acquired) {
                    channel.close();
                }
            }
            return acquired ? Optional.of(new FolderLock(real, channel)) : Optional.empty();
        } finally {
            if (!acquired) {
                OWNED.remove(real);
            }
        }
    }

    void release() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            OWNED.remove(folder);
        }
    }
}
