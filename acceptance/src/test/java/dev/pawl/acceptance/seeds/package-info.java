/** The five systems that pawl takes over, end to end: their folders, their tables, their queries, fresh and adopted. */
@NullMarked
package dev.pawl.acceptance.seeds;

import org.jspecify.annotations.NullMarked;
