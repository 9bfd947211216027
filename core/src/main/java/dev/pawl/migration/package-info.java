/**
 * The nouns of a migration: what it is called, what it contains, how it runs.
 *
 * <p>In: nothing. Out: values that every other room speaks about. Must not know: the database, file layouts, any other
 * package of pawl.
 */
@NullMarked
package dev.pawl.migration;

import org.jspecify.annotations.NullMarked;
