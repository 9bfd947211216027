package dev.pawl.parse;

import dev.pawl.migration.Content;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * SQL that stands in no file.
 *
 * @param location what messages call it
 */
public record GivenText(String location, String text) implements Content {

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
