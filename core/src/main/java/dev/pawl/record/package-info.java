/**
 * The only code that knows the columns of the history tables.
 *
 * <p>In: a session, or migrations and what became of them. Out: a {@link dev.pawl.history.History}, and the SQL that
 * claims, completes and records. Must not know: how scripts run.
 */
@NullMarked
package dev.pawl.record;

import org.jspecify.annotations.NullMarked;
