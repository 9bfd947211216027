package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder of the file system. */
record FolderLocation(String text, Path path, Path workingDirectory) implements Location {

    @Override
    public List<SourceFile> files() {
        if (Files.isDirectory(path)) {
            String label = withoutTrailingSlash(text);
            return FlatFolder.files(path, label).orElseGet(() -> FolderWalk.files(path, label));
        }
        throw PawlException.of(Problem.of(ErrorCode.LOCATION_MISSING, whatIsWrong(), fix()));
    }

    @Override
    public Optional<Path> directory() {
        return Optional.of(path);
    }

    @Override
    public String within(String folder) {
        return withoutTrailingSlash(text) + "/" + folder;
    }

    private String whatIsWrong() {
        return Files.exists(path)
                ? "The location " + text + " is a file, not a folder."
                : "The folder " + text + " does not exist (looked for " + path + ").";
    }

    private String fix() {
        List<String> near = Neighbours.foldersWithSql(path, workingDirectory);
        return near.isEmpty()
                ? "Create it with its first migration, or name the right one with --dir, or dir in pawl.toml."
                : "Did you mean " + String.join(" or ", near) + "? Name it with --dir, or dir in pawl.toml.";
    }

    private static String withoutTrailingSlash(String text) {
        return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
