/** Tests of the command line as a whole. */
@NullMarked
package dev.pawl.cli;

import org.jspecify.annotations.NullMarked;
