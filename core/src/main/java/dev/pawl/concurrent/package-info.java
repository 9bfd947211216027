/**
 * Work on a second thread. In: work that waits for nobody. Out: what came of it, when it is asked for. Must not know: what
 * the work is.
 */
@NullMarked
package dev.pawl.concurrent;

import org.jspecify.annotations.NullMarked;
