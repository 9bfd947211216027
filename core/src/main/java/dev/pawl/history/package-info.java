/**
 * What the database remembers: an immutable snapshot.
 *
 * <p>In: values of {@code migration}. Out: {@link dev.pawl.history.History} with its entries and attempts. Must not
 * know: how it is stored.
 */
@NullMarked
package dev.pawl.history;

import org.jspecify.annotations.NullMarked;
