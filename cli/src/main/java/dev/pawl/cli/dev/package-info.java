/** The loop of {@code pawl dev}: watch, rebuild, report. */
@NullMarked
package dev.pawl.cli.dev;

import org.jspecify.annotations.NullMarked;
