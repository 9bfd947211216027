package dev.pawl.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Notices when files in folders change. What counts is what the files look like; the system's notices only make it quick,
 * because they do not come at all on network drives and some mounts.
 */
final class FolderWatch implements AutoCloseable {

    private static final int DEPTH = 8;
    private static final long POLL_MILLIS = 1000;
    /** Editors write in several steps: wait until nothing moves any more. */
    private static final long QUIET_MILLIS = 120;

    private final List<Path> folders;
    private final WatchService notices;
    private final Set<Path> watched = new HashSet<>();
    private Map<Path, Look> seen;
    private volatile boolean isStopped;

    /** What a file looks like from outside. */
    private record Look(long size, long modifiedMillis) {}

    FolderWatch(List<Path> folders) {
        this.folders = List.copyOf(folders);
        try {
            this.notices = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.seen = look();
    }

    /** Waits for a change and says which files changed; none if {@link #stop} came first. */
    Set<Path> awaitChange() {
        try {
            while (!isStopped) {
                WatchKey key = notices.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                Map<Path, Look> before = seen;
                if (!look().equals(before)) {
                    settle();
                    return changed(before, seen);
                }
            }
        } catch (ClosedWatchServiceException e) {
            // stopped while it waited
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Set.of();
    }

    private void settle() throws InterruptedException {
        Map<Path, Look> now = look();
        do {
            seen = now;
            Thread.sleep(QUIET_MILLIS);
            now = look();
        } while (!now.equals(seen));
    }

    private static Set<Path> changed(Map<Path, Look> before, Map<Path, Look> after) {
        Set<Path> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(path -> Objects.equals(before.get(path), after.get(path)));
        return changed;
    }

    /** Ends the waiting, from any thread. */
    void stop() {
        isStopped = true;
        close();
    }

    /** Whether it was ended. */
    boolean isStopped() {
        return isStopped;
    }

    private Map<Path, Look> look() {
        Map<Path, Look> looks = new TreeMap<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder, DEPTH)) {
                files.forEach(path -> add(looks, path));
            } catch (IOException | UncheckedIOException e) {
                looks.put(folder, new Look(-1, -1)); // gone for now; it may come back
            }
        }
        return looks;
    }

    private void add(Map<Path, Look> looks, Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                watch(path);
            } else {
                looks.put(
                        path,
                        new Look(
                                attributes.size(), attributes.lastModifiedTime().toMillis()));
            }
        } catch (IOException e) {
            looks.put(path, new Look(-1, -1)); // deleted between the listing and the look
        }
    }

    private void watch(Path folder) {
        if (!watched.add(folder)) {
            return;
        }
        try {
            folder.register(
                    notices,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException | ClosedWatchServiceException e) {
            watched.remove(folder); // polling sees it, a second later
        }
    }

    @Override
    public void close() {
        try {
            notices.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
