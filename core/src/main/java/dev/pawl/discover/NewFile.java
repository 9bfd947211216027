package dev.pawl.discover;

/**
 * A file to write.
 *
 * @param path relative to the folder that it is written to, or absolute
 * @param text what it holds to begin with
 */
public record NewFile(String path, String text) {}
