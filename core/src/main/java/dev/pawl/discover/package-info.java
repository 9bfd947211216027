/**
 * Finds migrations: places in, {@link dev.pawl.discover.MigrationFile}s out.
 *
 * <p>In: locations (folders, class path, archives). Out: migration files in order, with the layout that explains them
 * and the reason it was chosen. Each file layout (spec F1) is one class: file name to version, kind and name, and back.
 * Must not know: SQL, the database.
 */
@NullMarked
package dev.pawl.discover;

import org.jspecify.annotations.NullMarked;
