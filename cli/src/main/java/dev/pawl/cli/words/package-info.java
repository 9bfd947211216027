/** The words of a command line: options and arguments, how they are read, explained and corrected. Knows no verb. */
@NullMarked
package dev.pawl.cli.words;

import org.jspecify.annotations.NullMarked;
