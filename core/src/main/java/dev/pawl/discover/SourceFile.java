package dev.pawl.discover;

import dev.pawl.migration.Content;

/**
 * A file found at a location, not read yet.
 *
 * @param path relative to its location, with {@code /} between folders: {@code 20240101_users/up.sql}
 * @param content its bytes
 */
public record SourceFile(String path, Content content) {}
