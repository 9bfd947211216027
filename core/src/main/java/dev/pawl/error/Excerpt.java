package dev.pawl.error;

/**
 * The line of a script that a problem is about, for a caret under it.
 *
 * @param line the text of the line, cut to a length that fits a terminal
 * @param caret the column in that text that the caret points to, from 1
 */
public record Excerpt(String line, int caret) {}
