/**
 * The command line: words in, words and an exit code out. {@link dev.pawl.cli.Main} is what the JVM starts; {@link
 * dev.pawl.cli.Cli} is what a test starts.
 */
@NullMarked
package dev.pawl.cli;

import org.jspecify.annotations.NullMarked;
