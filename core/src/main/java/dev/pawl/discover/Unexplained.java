package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import dev.pawl.migration.SourcePosition;
import java.util.Optional;

/**
 * A {@code .sql} file that the layout cannot read.
 *
 * @param why one sentence
 * @param rename the name that it may have been meant to have
 */
record Unexplained(SourceFile file, String why, Optional<String> rename) {

    Problem problem() {
        String name = SourceFiles.base(file.path());
        String first = rename.map(better -> "Rename it to " + better + ", or").orElse("Rename or move it, or");
        return Problem.at(
                SourcePosition.startOf(file.content().location()),
                ErrorCode.FILE_UNEXPLAINED,
                name + " is no migration as it stands: " + why + ".",
                first + " leave it out with [migrations] ignore = [\"" + file.path() + "\"].");
    }
}
