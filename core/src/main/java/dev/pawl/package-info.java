/**
 * The front door: {@link dev.pawl.Pawl} and its builder. Every verb of the command line is a call here, with a record as
 * its result.
 *
 * <p>The packages are the data flow:
 *
 * <pre>
 *   nouns    migration  history  error  event
 *   stages   discover → parse → plan → guard → run → record → report
 *   side     postgres
 * </pre>
 *
 * <p>Nobody imports this package.
 */
@NullMarked
package dev.pawl;

import org.jspecify.annotations.NullMarked;
