package dev.pawl.embedded;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeps what is slow to make. An entry appears whole or not at all, so any number of processes may share the folder. */
record CacheFolder(Path path) {
    private static final String DRAFT = "draft";

    static CacheFolder open(Optional<Path> chosen, Account account) {
        if (chosen.isPresent()) {
            try {
                return new CacheFolder(Files.createDirectories(chosen.get().toAbsolutePath()));
            } catch (IOException e) {
                throw EmbeddedPostgresException.writing("create the cache", chosen.get(), e);
            }
        }
        for (Path candidate : candidates(account)) {
            if (isOurs(candidate)) {
                return new CacheFolder(candidate);
            }
        }
        try {
            return new CacheFolder(Files.createTempDirectory("pawl-cache"));
        } catch (IOException e) {
            throw EmbeddedPostgresException.writing("create a cache", Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    /** Programs are started from here: nobody else may have put them there. */
    private static boolean isOurs(Path candidate) {
        try {
            Files.createDirectories(candidate);
            return Files.isWritable(candidate)
                    && Files.getOwner(candidate).getName().equals(System.getProperty("user.name"));
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> candidates(Account account) {
        List<Path> candidates = new ArrayList<>();
        if (account.owner().isPresent()) {
            candidates.add(Path.of("/var/cache/pawl")); // a home of root's is closed to others
        } else {
            String xdg = Objects.requireNonNullElse(System.getenv("XDG_CACHE_HOME"), "");
            String home = System.getProperty("user.home", "");
            if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
                candidates.add(Path.of(xdg, "pawl"));
            } else if (Files.isDirectory(Path.of(home)) && Path.of(home).isAbsolute()) {
                candidates.add(Path.of(home, ".cache", "pawl"));
            }
        }
        candidates.add(Path.of(System.getProperty("java.io.tmpdir"), "pawl-cache-" + System.getProperty("user.name")));
        return candidates;
    }

    /** Fills a folder that does not exist yet. */
    interface Maker {
        void make(Path folder) throws IOException;
    }

    /** Drafts of processes that died while they made them. */
    private void sweep() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        try (var drafts = Files.newDirectoryStream(path, DRAFT + "*")) {
            for (Path draft : drafts) {
                if (Files.getLastModifiedTime(draft).compareTo(old) < 0) {
                    Folders.delete(draft);
                }
            }
        }
    }

    /** The entry of this name, made if it is not there. */
    Path entry(String name, String doing, Maker maker) {
        Path entry = path.resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        try {
            Files.createDirectories(Folders.parent(entry));
            sweep();
            Path draft = Files.createTempDirectory(path, DRAFT);
            try {
                Path made = draft.resolve("made");
                maker.make(made);
                Files.move(made, entry, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Folders.delete(draft);
            }
        } catch (AtomicMoveNotSupportedException e) {
            throw EmbeddedPostgresException.writing(doing, path, e);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(entry)) { // else another process was first, and its entry is as good
                throw EmbeddedPostgresException.writing(doing, path, e);
            }
        } catch (IOException e) {
            throw EmbeddedPostgresException.writing(doing, path, e);
        }
        return entry;
    }
}
