package dev.pawl.record;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The characters that a database can hold: not all of them, where its encoding is not UTF-8. What pawl writes about a
 * migration must not fail for a dash in a comment.
 */
final class Repertoire {

    private static final char SUBSTITUTE = '?';

    /** Where Java and PostgreSQL map a character of an East Asian encoding differently, neither can be relied on. */
    private static final String DISPUTED = "\\~¢£¥¬‾—―‖∥−－〜～￠￡￢￣";

    /** PostgreSQL's names of encodings, in Java's words (manual, "Character Set Support"); others may hold ASCII only. */
    private static final Map<String, String> EAST_ASIAN =
            Map.of("EUC_JP", "EUC-JP", "EUC_KR", "EUC-KR", "EUC_CN", "GB2312");

    private static final Map<String, String> SINGLE_BYTE = Map.ofEntries(
            Map.entry("LATIN1", "ISO-8859-1"),
            Map.entry("LATIN2", "ISO-8859-2"),
            Map.entry("LATIN3", "ISO-8859-3"),
            Map.entry("LATIN4", "ISO-8859-4"),
            Map.entry("LATIN5", "ISO-8859-9"),
            Map.entry("LATIN7", "ISO-8859-13"),
            Map.entry("LATIN9", "ISO-8859-15"),
            Map.entry("ISO_8859_5", "ISO-8859-5"),
            Map.entry("ISO_8859_6", "ISO-8859-6"),
            Map.entry("ISO_8859_7", "ISO-8859-7"),
            Map.entry("ISO_8859_8", "ISO-8859-8"),
            Map.entry("KOI8R", "KOI8-R"),
            Map.entry("KOI8U", "KOI8-U"),
            Map.entry("WIN866", "IBM866"),
            Map.entry("WIN874", "x-windows-874"));

    private final String encoding;
    private final Optional<Charset> charset;
    private final String disputed;

    private Repertoire(String encoding, Optional<Charset> charset, String disputed) {
        this.encoding = encoding;
        this.charset = charset;
        this.disputed = disputed;
    }

    /**
     * That of a database.
     *
     * @param encoding as the server names it: {@code UTF8}, {@code SQL_ASCII}, {@code LATIN1} …
     */
    static Repertoire of(String encoding) {
        if (encoding.equals("UTF8") || encoding.equals("SQL_ASCII")) {
            return new Repertoire(encoding, Optional.empty(), "");
        }
        if (EAST_ASIAN.containsKey(encoding)) {
            return new Repertoire(encoding, Optional.of(charset(EAST_ASIAN.get(encoding))), DISPUTED);
        }
        String name = encoding.startsWith("WIN125")
                ? encoding.toLowerCase(Locale.ROOT).replace("win", "windows-")
                : SINGLE_BYTE.getOrDefault(encoding, "US-ASCII");
        return new Repertoire(encoding, Optional.of(charset(name)), "");
    }

    private static Charset charset(String name) {
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }

    /** Whether the database can hold a text as it is. */
    boolean holds(String text) {
        return charset.isEmpty() || fitting(text).equals(text);
    }

    /** A text with a question mark for each character that the database cannot hold. */
    String fitting(String text) {
        return charset.map(set -> fitting(text, set.newEncoder())).orElse(text);
    }

    private String fitting(String text, CharsetEncoder encoder) {
        StringBuilder fitting = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            boolean isHeld = disputed.indexOf(point) < 0 && encoder.canEncode(Character.toString(point));
            fitting.appendCodePoint(isHeld ? point : SUBSTITUTE);
        });
        return fitting.toString();
    }

    /** The server's name of the encoding. */
    @Override
    public String toString() {
        return encoding;
    }
}
