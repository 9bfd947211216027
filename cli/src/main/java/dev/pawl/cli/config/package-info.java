/** The file {@code pawl.toml}: its keys, how it is found, read and checked, and the commented copy that {@code pawl init} writes. */
@NullMarked
package dev.pawl.cli.config;

import org.jspecify.annotations.NullMarked;
