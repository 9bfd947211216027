/** Becoming the service: {@code pawl run -- COMMAND}. */
@NullMarked
package dev.pawl.cli.launch;

import org.jspecify.annotations.NullMarked;
