package dev.pawl.discover;

/**
 * A file to write.
 *
 * @param path relative to the folder of migrations
 * @param text what it holds to begin with
 */
public record NewFile(String path, String text) {}
