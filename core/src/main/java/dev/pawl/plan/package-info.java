/**
 * What a run would do: migrations and history in, a {@link dev.pawl.plan.Plan} out.
 *
 * <p>Pure: no clock, no input or output, no randomness. The plan is a value with a digest; what was reviewed is what runs
 * (design, decision 6). Must not know: the database.
 */
@NullMarked
package dev.pawl.plan;

import org.jspecify.annotations.NullMarked;
