/** Tests of {@link dev.pawl.record}, all on a real server. */
@NullMarked
package dev.pawl.record;

import org.jspecify.annotations.NullMarked;
