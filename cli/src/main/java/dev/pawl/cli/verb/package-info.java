/** One file per verb: a thin translation between words and the library. */
@NullMarked
package dev.pawl.cli.verb;

import org.jspecify.annotations.NullMarked;
