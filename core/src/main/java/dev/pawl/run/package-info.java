/**
 * Runs a plan: prepared steps in, outcomes out.
 *
 * <p>A transactional migration is one transaction: claim, script, record (design, decision 1). What cannot run in one runs
 * under a lease, statement by statement (decision 2). Lock timeouts are retried as a whole (decision 5). Must not know:
 * files, formats, the columns of the history.
 */
@NullMarked
package dev.pawl.run;

import org.jspecify.annotations.NullMarked;
