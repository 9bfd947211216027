/** Tests of {@code dev.pawl.cli.shell}. */
@NullMarked
package dev.pawl.cli.shell;

import org.jspecify.annotations.NullMarked;
