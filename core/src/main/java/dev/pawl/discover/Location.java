package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A place that holds migrations: a folder, a folder on the class path, or a zip or jar file (spec F9). */
public sealed interface Location permits FolderLocation, ClasspathLocation, ArchiveLocation {

    /** The location as the user wrote it. */
    String text();

    /**
     * Every file of it, at any depth, sorted by path. Hidden files and editors' backups are left out. Nothing is read
     * yet.
     *
     * @throws PawlException with LOCATION_MISSING or FILE_UNREADABLE
     */
    List<SourceFile> files();

    /** The folder that new migrations can be written to; empty for the class path and for archives. */
    Optional<Path> directory();

    /** The location of a part of this one, in the form that {@link #of} reads. */
    default String within(String folder) {
        return text() + "/" + folder;
    }

    /**
     * Reads a location as the user writes it: {@code migrations}, {@code classpath:db/migrations}, {@code
     * migrations.zip}, {@code app.jar!/db/migrations}.
     *
     * @param workingDirectory what relative paths start from
     * @param loader where {@code classpath:} looks
     * @throws PawlException with LOCATION_MISSING if the text cannot be a path; whether it exists is seen later
     */
    static Location of(String text, Path workingDirectory, ClassLoader loader) {
        if (text.startsWith("classpath:")) {
            return new ClasspathLocation(text, loader);
        }
        String plain = text.startsWith("filesystem:") ? text.substring("filesystem:".length()) : text;
        int inner = plain.indexOf('!');
        if (inner > 0 && isArchiveName(plain.substring(0, inner))) {
            return new ArchiveLocation(
                    text, path(plain.substring(0, inner), workingDirectory), plain.substring(inner + 1));
        }
        Path path = path(plain, workingDirectory);
        if (isArchiveName(plain) && !Files.isDirectory(path)) {
            return new ArchiveLocation(text, path, "");
        }
        return new FolderLocation(plain, path, workingDirectory);
    }

    private static boolean isArchiveName(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(".zip") || lower.endsWith(".jar");
    }

    private static Path path(String text, Path workingDirectory) {
        try {
            return workingDirectory.resolve(text).normalize();
        } catch (InvalidPathException e) {
            Problem problem = Problem.of(
                    ErrorCode.LOCATION_MISSING,
                    "The location " + text + " is not a path: " + e.getReason() + ".",
                    "Name a folder, classpath:db/migrations, or a zip or jar file.");
            throw PawlException.of(problem, e);
        }
    }
}
