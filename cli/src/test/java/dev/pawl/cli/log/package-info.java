/** Tests of the log. */
@NullMarked
package dev.pawl.cli.log;

import org.jspecify.annotations.NullMarked;
