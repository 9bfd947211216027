/** Tests of {@code dev.pawl.cli.text}. */
@NullMarked
package dev.pawl.cli.text;

import org.jspecify.annotations.NullMarked;
