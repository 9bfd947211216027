/** Where the library's log goes: standard error, warnings only unless more is asked for. */
@NullMarked
package dev.pawl.cli.log;

import org.jspecify.annotations.NullMarked;
