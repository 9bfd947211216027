package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Writes a new migration's files: all of them or none, and never over a file that is there. */
public final class NewFileWriter {

    private final Path folder;
    private final List<Path> created = new ArrayList<>();

    private NewFileWriter(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the files and the folders they need.
     *
     * @param folder the folder of migrations
     * @return the files, in the order of {@link NewMigration#files()}
     * @throws PawlException with FILE_NOT_WRITABLE and the reason; nothing is left behind
     */
    public static List<Path> write(Path folder, NewMigration migration) {
        return write(folder, migration.files());
    }

    /**
     * Writes files that belong together and the folders they need.
     *
     * @param folder what their paths are relative to
     * @return the files, in the same order
     * @throws PawlException with FILE_NOT_WRITABLE and the reason; nothing is left behind
     */
    public static List<Path> write(Path folder, List<NewFile> files) {
        NewFileWriter writer = new NewFileWriter(folder);
        List<Path> written = new ArrayList<>();
        for (NewFile file : files) {
            written.add(writer.write(file));
        }
        return written;
    }

    private Path write(NewFile file) {
        Path path = folder.resolve(file.path());
        try {
            createFolders(Objects.requireNonNull(path.toAbsolutePath().getParent(), path::toString));
            Files.writeString(path, "", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            created.add(path);
            Files.writeString(path, file.text());
            return path;
        } catch (IOException e) {
            removeCreated();
            throw PawlException.of(problem(path, e), e);
        }
    }

    private void createFolders(Path wanted) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path path = wanted; path != null && !Files.isDirectory(path); path = path.getParent()) {
            if (Files.exists(path)) {
                throw new NotDirectoryException(path.toString());
            }
            missing.add(path);
        }
        Collections.reverse(missing);
        for (Path path : missing) {
            Files.createDirectory(path);
            created.add(path);
        }
    }

    private void removeCreated() {
        Collections.reverse(created);
        for (Path path : created) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                return; // The disk is the problem already; what is left is an empty file that the message leads to.
            }
        }
    }

    private static Problem problem(Path path, IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            String inTheWay = e.getMessage() == null ? path.toString() : e.getMessage();
            return problem(path, inTheWay + " exists already", "Choose another description, or edit that file.");
        }
        if (e instanceof AccessDeniedException) {
            return problem(path, "permission denied", "Run pawl as a user who may write to " + path.getParent() + ".");
        }
        if (e instanceof NotDirectoryException) {
            return problem(path, e.getMessage() + " is not a folder", "Name another folder, or move that file away.");
        }
        String said = reason(e);
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota")) {
            return problem(path, "the disk is full", "Free some space, then run the command again.");
        }
        return lower.contains("read-only")
                ? problem(
                        path, "the file system is read-only", "Run pawl where the sources are checked out for writing.")
                : problem(path, said, "Check the folder and the disk it lies on.");
    }

    /** Without the path, which the message names already. */
    private static String reason(IOException e) {
        if (e instanceof FileSystemException refused) {
            return Objects.requireNonNullElse(refused.getReason(), "the file system refuses it");
        }
        return String.valueOf(e.getMessage());
    }

    private static Problem problem(Path path, String why, String fix) {
        return Problem.of(ErrorCode.FILE_NOT_WRITABLE, path + " cannot be written: " + why + ".", fix);
    }
}
