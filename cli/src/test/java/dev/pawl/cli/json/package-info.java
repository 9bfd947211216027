/** Tests of {@code dev.pawl.cli.json}. */
@NullMarked
package dev.pawl.cli.json;

import org.jspecify.annotations.NullMarked;
