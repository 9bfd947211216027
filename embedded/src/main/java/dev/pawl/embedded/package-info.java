/**
 * A real PostgreSQL server for as long as a Java program runs.
 *
 * <p>In go {@link dev.pawl.embedded.Options Options}: which binaries, which data folder, which settings. Out comes an
 * {@link dev.pawl.embedded.EmbeddedPostgres EmbeddedPostgres}: a port, connection strings, and the means to end it. The
 * server ends with the program, however the program ends.
 *
 * <p>This package knows nothing of migrations, of pawl's settings, or of any other module. Every failure is an
 * {@link dev.pawl.embedded.EmbeddedPostgresException} that says what to do about it.
 */
@NullMarked
package dev.pawl.embedded;

import org.jspecify.annotations.NullMarked;
