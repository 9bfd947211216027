package dev.pawl.cli.launch;

import dev.pawl.cli.shell.Shell;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs as a shell does. */
final class SearchPath {

    private static final String DEFAULT = "/usr/local/bin:/usr/bin:/bin";

    private final Shell shell;

    SearchPath(Shell shell) {
        this.shell = shell;
    }

    Optional<Path> find(String program) {
        if (program.isEmpty()) {
            return Optional.empty();
        }
        if (program.indexOf('/') >= 0) {
            return Optional.of(shell.folder().resolve(program)).filter(SearchPath::isProgram);
        }
        for (String folder : shell.variable("PATH").orElse(DEFAULT).split(File.pathSeparator, -1)) {
            Path candidate = shell.folder().resolve(folder).resolve(program);
            if (isProgram(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
