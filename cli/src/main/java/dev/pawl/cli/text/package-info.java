/** Reports and problems as text for people. Words, marks and colours; no decisions. */
@NullMarked
package dev.pawl.cli.text;

import org.jspecify.annotations.NullMarked;
