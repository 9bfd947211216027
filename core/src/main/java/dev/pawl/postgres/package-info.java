/**
 * Everything about connecting to PostgreSQL and speaking SQL on our own behalf.
 *
 * <p>In: connection strings in all their forms. Out: sessions, facts about the server, errors in the user's words. Must
 * not know: migrations' meaning, the history.
 */
@NullMarked
package dev.pawl.postgres;

import org.jspecify.annotations.NullMarked;
