package dev.pawl.discover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the folders that somebody may have meant who named one that is not there. */
final class Neighbours {

    private static final int DEPTH = 5;
    private static final int LOOKED_AT = 5_000;
    private static final int NAMED = 3;

    private Neighbours() {}

    /** Up to three folders near a missing one that hold {@code .sql} files, as the user would write them. */
    static List<String> foldersWithSql(Path missing, Path workingDirectory) {
        Path from = nearestFolder(missing);
        if (from == null || from.getParent() == null) {
            return List.of();
        }
        Set<Path> folders = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(from, DEPTH)) {
            paths.limit(LOOKED_AT)
                    .filter(path -> SourceFiles.isSql(path.toString()))
                    .filter(path -> !QuietFiles.includesPartOf(PathText.relative(from, path)))
                    .forEach(path -> folders.add(folderOf(path)));
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // A guess that cannot be made is no reason to hide the problem itself.
        }
        folders.remove(from);
        return folders.stream()
                .sorted(Comparator.comparing((Path folder) -> !sameName(folder, missing)))
                .limit(NAMED)
                .map(folder -> asWritten(folder, workingDirectory))
                .toList();
    }

    private static @Nullable Path nearestFolder(Path missing) {
        Path folder = missing.toAbsolutePath().getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** The folder of a file; for {@code 20240101_users/up.sql} the one above. */
    private static Path folderOf(Path file) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), file::toString);
        Path above = folder.getParent();
        boolean isMigration = above != null
                && Character.isDigit(folder.getFileName().toString().charAt(0));
        return isMigration && above != null ? above : folder;
    }

    private static boolean sameName(Path folder, Path missing) {
        return folder.getFileName()
                .toString()
                .equalsIgnoreCase(missing.getFileName().toString());
    }

    private static String asWritten(Path folder, Path workingDirectory) {
        Path base = workingDirectory.toAbsolutePath().normalize();
        Path normal = folder.normalize();
        return normal.startsWith(base) ? PathText.relative(base, normal) : normal.toString();
    }
}
