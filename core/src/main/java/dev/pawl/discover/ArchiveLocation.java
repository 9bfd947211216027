package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;

/**
 * A zip or jar file, or a folder in it.
 *
 * @param inner the folder in it, with or without slashes around it; empty for the whole archive
 */
record ArchiveLocation(String text, Path archive, String inner) implements Location {

    /**
     * The archive stays open for as long as a file of it is in use (the JDK closes it after that): to open it again for
     * each of ten thousand files would read its directory ten thousand times.
     */
    @Override
    public List<SourceFile> files() {
        if (!Files.isRegularFile(archive)) {
            throw PawlException.of(Problem.of(
                    ErrorCode.LOCATION_MISSING,
                    "The archive " + text + " does not exist (looked for " + archive + ").",
                    "Build it first, or name the right file with --dir, or dir in pawl.toml."));
        }
        try {
            return files(new ZipFile(archive.toFile()));
        } catch (IOException e) {
            throw PawlException.of(Unreadable.problem(text, e), e);
        }
    }

    @Override
    public Optional<Path> directory() {
        return Optional.empty();
    }

    @Override
    public String within(String folder) {
        String separator = text.indexOf('!') < 0 ? "!/" : "/";
        return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + separator + folder;
    }

    private List<SourceFile> files(ZipFile zip) {
        String label = within("");
        List<SourceFile> files = ZipEntries.under(ZipEntries.asPrefix(inner), zip).stream()
                .map(found -> new SourceFile(
                        found.path(),
                        new ZipContent(label + found.path(), zip, found.entry().getName())))
                .toList();
        if (files.isEmpty() && !inner.replace("/", "").isEmpty()) {
            throw PawlException.of(Problem.of(
                    ErrorCode.LOCATION_MISSING,
                    "The archive " + archive.getFileName() + " has no folder " + inner + ".",
                    ZipEntries.advice(zip)));
        }
        return files;
    }
}
