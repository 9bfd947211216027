/**
 * The command line: words in, words and an exit code out.
 */
@NullMarked
package dev.pawl.cli;

import org.jspecify.annotations.NullMarked;
