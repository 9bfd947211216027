package dev.pawl.discover;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;

/**
 * The text of a path. It is the same on every machine, because the history stores it: folders are parted by {@code /},
 * letters are composed (NFC; macOS may hand out decomposed ones), and bytes are UTF-8 even where the JVM runs in the C
 * locale, as it does in many containers, and decodes file names as ASCII.
 */
final class PathText {

    private static final char UNDECODABLE = '\uFFFD';

    private PathText() {}

    static String relative(Path root, Path file) {
        Path relative = root.equals(file.getParent()) ? file.getFileName() : root.relativize(file);
        String text = relative.toString();
        if (text.indexOf(UNDECODABLE) >= 0) {
            text = fromBytes(root, file);
        }
        String separator = relative.getFileSystem().getSeparator();
        return composed(separator.equals("/") ? text : text.replace(separator, "/"));
    }

    static String composed(String text) {
        return isAscii(text) ? text : normalised(text);
    }

    /** Most names are, and then Java need not load what it knows of all other scripts. */
    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String normalised(String text) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** A path's URI is made from its bytes, whatever the locale. */
    private static String fromBytes(Path root, Path file) {
        String from = root.toUri().getRawPath();
        String encoded = file.toUri().getRawPath().substring(from.length());
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
