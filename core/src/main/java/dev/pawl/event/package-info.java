/**
 * What happens during a run, for listeners.
 *
 * <p>In: values of {@code migration} and {@code error}. Out: {@link dev.pawl.event.RunEvent}. Must not know: who
 * listens.
 */
@NullMarked
package dev.pawl.event;

import org.jspecify.annotations.NullMarked;
