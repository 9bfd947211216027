/** Connections against real servers and real sockets. */
@NullMarked
package dev.pawl.postgres;

import org.jspecify.annotations.NullMarked;
