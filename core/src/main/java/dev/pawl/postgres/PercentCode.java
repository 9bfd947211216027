package dev.pawl.postgres;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Percent-encoding as libpq reads it: {@code +} is a plus, and a stray {@code %} is an error. */
final class PercentCode {

    private PercentCode() {}

    /**
     * Decodes one part of a URL.
     *
     * @param part what it is, for the message
     */
    static String decode(String text, String part) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.write(raw[i]);
            } else {
                bytes.write(decodedByte(raw, i, part));
                i += 2;
            }
        }
        return utf8(bytes.toByteArray(), part);
    }

    private static int decodedByte(byte[] raw, int at, String part) {
        if (at + 2 < raw.length) {
            int high = Character.digit(raw[at + 1], 16);
            int low = Character.digit(raw[at + 2], 16);
            if (high >= 0 && low >= 0 && high + low > 0) {
                return high * 16 + low;
            }
        }
        throw UrlProblems.invalid(
                "the " + part + " holds a `%` that is not followed by two hexadecimal digits (other than 00)",
                "Write a percent sign as %25, and `@` `:` `/` `?` `#` as %40 %3A %2F %3F %23.");
    }

    private static String utf8(byte[] bytes, String part) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw UrlProblems.invalid("the " + part + " is not UTF-8 once decoded", "Percent-encode it as UTF-8.");
        }
    }
}
