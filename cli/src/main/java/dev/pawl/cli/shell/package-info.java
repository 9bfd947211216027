/** What a process gets from the shell that starts it: variables, folder, streams, terminals, signals. Nothing else in this module reads the process's environment. */
@NullMarked
package dev.pawl.cli.shell;

import org.jspecify.annotations.NullMarked;
