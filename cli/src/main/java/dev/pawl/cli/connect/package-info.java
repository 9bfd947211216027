/** From settings to a {@link dev.pawl.Pawl}: the one place where the command line is wired to the library. */
@NullMarked
package dev.pawl.cli.connect;

import org.jspecify.annotations.NullMarked;
