/** Tests of {@code dev.pawl.cli.launch}. */
@NullMarked
package dev.pawl.cli.launch;

import org.jspecify.annotations.NullMarked;
