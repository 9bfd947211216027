package dev.pawl.parse;

import dev.pawl.error.ErrorCode;
import dev.pawl.error.PawlException;
import dev.pawl.error.Problem;
import dev.pawl.migration.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The text of a script as a whole, where it is short enough to be kept with the history. */
final class ScriptText {

    /** 256 KiB. */
    private static final int LONGEST = 256 * 1024;

    private ScriptText() {}

    /** The text; empty where it is longer than what is kept. */
    static Optional<String> of(Script script) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (InputStream bytes = script.content().open()) {
            long position = 0;
            for (Script.Slice slice : script.slices()) {
                bytes.skipNBytes(slice.fromByte() - position);
                int room = LONGEST - text.size();
                byte[] part = bytes.readNBytes((int) Math.min(slice.toByte() - slice.fromByte(), room + 1L));
                if (part.length > room) {
                    return Optional.empty();
                }
                text.writeBytes(part);
                position = slice.fromByte() + part.length;
            }
            return Optional.of(text.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw PawlException.of(
                    Problem.of(
                            ErrorCode.FILE_UNREADABLE,
                            "The file " + script.content().location() + " cannot be read any more.",
                            "Check that it is still there, then run the command again."),
                    e);
        }
    }
}
