/**
 * What can go wrong, as values with a fix.
 *
 * <p>In: positions of {@code migration}. Out: {@link dev.pawl.error.Problem} and one sealed family of exceptions, one
 * exit code per leaf (spec T3). Must not know: anything else.
 */
@NullMarked
package dev.pawl.error;

import org.jspecify.annotations.NullMarked;
