/**
 * May this plan run here: environment, confirmation, review. Pure.
 *
 * <p>In: a plan, the history's label, the run's environment. Out: nothing, or a refusal with its fix. Must not know: the
 * database.
 */
@NullMarked
package dev.pawl.guard;

import org.jspecify.annotations.NullMarked;
