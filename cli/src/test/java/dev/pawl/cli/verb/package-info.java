/** Tests of verbs from within. */
@NullMarked
package dev.pawl.cli.verb;

import org.jspecify.annotations.NullMarked;
