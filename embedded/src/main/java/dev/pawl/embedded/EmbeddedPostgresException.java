package dev.pawl.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The server could not be started or used. The message says why, {@link #fix()} says what to do about it. */
public final class EmbeddedPostgresException extends RuntimeException {
    private final String fix;

    EmbeddedPostgresException(String message, String fix) {
        this(message, fix, null);
    }

    EmbeddedPostgresException(String message, String fix, @Nullable Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    /** One thing, in the imperative, that would make it work. */
    public String fix() {
        return fix;
    }

    /**
     * A failed attempt to write.
     *
     * @param doing what was attempted, completing "Could not ..."
     * @param where the folder that was written to
     */
    static EmbeddedPostgresException writing(String doing, Path where, IOException cause) {
        String reason =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        if (reason.contains("No space left")) {
            return new EmbeddedPostgresException(
                    "Could not " + doing + ": no space is left in " + where + ".",
                    "Free about 200 MB there, or choose another folder.",
                    cause);
        }
        if (cause instanceof AccessDeniedException || reason.contains("Read-only file system")) {
            return new EmbeddedPostgresException(
                    "Could not " + doing + ": " + where + " cannot be written to.",
                    "Give the user " + System.getProperty("user.name") + " write permission on " + where
                            + ", or choose another folder.",
                    cause);
        }
        return new EmbeddedPostgresException(
                "Could not " + doing + " in " + where + ": " + reason + ".",
                "Look at that folder, or choose another one.",
                cause);
    }
}
