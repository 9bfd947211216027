/** The verbs of the front door, on real servers. */
@NullMarked
package dev.pawl;

import org.jspecify.annotations.NullMarked;
