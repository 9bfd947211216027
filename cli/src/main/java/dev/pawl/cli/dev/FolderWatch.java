package dev.pawl.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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

    /** Waits for a change; false if it was told to stop first. */
    boolean awaitChange(BooleanSupplier isStopped) throws InterruptedException {
        while (!isStopped.getAsBoolean()) {
            WatchKey key = notices.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
            if (!look().equals(seen)) {
                settle();
                return true;
            }
        }
        return false;
    }

    private void settle() throws InterruptedException {
        Map<Path, Look> now = look();
        do {
            seen = now;
            Thread.sleep(QUIET_MILLIS);
            now = look();
        } while (!now.equals(seen));
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
        } catch (IOException e) {
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
