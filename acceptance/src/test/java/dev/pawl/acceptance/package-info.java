/** pawl from outside: what a person at a terminal, a script in CI and a reader of the documents can hold it to. */
@NullMarked
package dev.pawl.acceptance;

import org.jspecify.annotations.NullMarked;
