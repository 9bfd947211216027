package dev.pawl.discover;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** The words for a file that cannot be read. */
final class Unreadable {

    private Unreadable() {}

    static Problem problem(String location, IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return Problem.of(
                    ErrorCode.FILE_UNREADABLE,
                    location + " cannot be read: permission denied.",
                    "Give the user who runs pawl the right to read it: chmod a+rX " + location);
        }
        if (cause instanceof NoSuchFileException) {
            return Problem.of(
                    ErrorCode.FILE_UNREADABLE,
                    location + " is gone: it was listed a moment ago.",
                    "Let the program that changes the folder finish, then run again.");
        }
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return Problem.of(
                ErrorCode.FILE_UNREADABLE,
                location + " cannot be read: " + said + ".",
                "Check the file and the disk it lies on.");
    }
}
