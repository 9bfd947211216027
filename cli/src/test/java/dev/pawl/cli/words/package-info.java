/** Tests of words. */
@NullMarked
package dev.pawl.cli.words;

import org.jspecify.annotations.NullMarked;
