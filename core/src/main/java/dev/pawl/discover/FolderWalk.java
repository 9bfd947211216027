package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;

/** Lists a folder at any depth. Links are followed; one that leads back into its own path is entered once. */
final class FolderWalk extends SimpleFileVisitor<Path> {

    private final Path root;
    private final String label;
    private final List<SourceFile> files = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private FolderWalk(Path root, String label) {
        this.root = root;
        this.label = label;
    }

    /**
     * The files under a folder, sorted by path.
     *
     * @param label what stands for the folder in messages
     * @throws PawlException with FILE_UNREADABLE, all of them at once
     */
    static List<SourceFile> files(Path root, String label) {
        FolderWalk walk = new FolderWalk(root, label);
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
        } catch (IOException e) {
            throw PawlException.of(Unreadable.problem(label, e), e);
        }
        if (!walk.problems.isEmpty()) {
            throw PawlException.of(walk.problems, null);
        }
        walk.files.sort(Comparator.comparing(SourceFile::path));
        return List.copyOf(walk.files);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return !folder.equals(root) && QuietFiles.includes(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (QuietFiles.includes(file.getFileName().toString())) {
            return FileVisitResult.CONTINUE;
        }
        String path = PathText.relative(root, file);
        if (!SourceFiles.isSql(path) || attributes.isRegularFile()) {
            files.add(new SourceFile(path, new PathContent(label + "/" + path, file)));
            return FileVisitResult.CONTINUE;
        }
        String why =
                attributes.isSymbolicLink() ? "it is a link to a file that does not exist" : "it is no regular file";
        problems.add(Problem.of(
                ErrorCode.FILE_UNREADABLE,
                label + "/" + path + " cannot be read: " + why + ".",
                "Put the file in its place, or remove it from the folder."));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        if (e instanceof FileSystemLoopException
                || QuietFiles.includes(file.getFileName().toString())) {
            return FileVisitResult.CONTINUE;
        }
        String path = file.equals(root) ? label : label + "/" + PathText.relative(root, file);
        problems.add(
                Unreadable.problem(path, e instanceof AccessDeniedException ? e : new IOException(e.toString(), e)));
        return FileVisitResult.CONTINUE;
    }
}
