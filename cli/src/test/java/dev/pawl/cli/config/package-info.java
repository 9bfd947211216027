/** Tests of {@code pawl.toml}. */
@NullMarked
package dev.pawl.cli.config;

import org.jspecify.annotations.NullMarked;
