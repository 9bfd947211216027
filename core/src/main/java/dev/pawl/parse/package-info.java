/**
 * Understands scripts: {@link dev.pawl.discover.MigrationFile}s in, {@link dev.pawl.migration.Migration}s and prepared
 * scripts out.
 *
 * <p>Lexer, statement splitter, directives, and the markers of the layouts' file formats; all of it streaming. Must not
 * know: the database.
 */
@NullMarked
package dev.pawl.parse;

import org.jspecify.annotations.NullMarked;
