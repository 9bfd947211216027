/** What people get wrong, and what pawl tells them: each mistake has its message, code, exit code and way out. */
@NullMarked
package dev.pawl.acceptance.mistakes;

import org.jspecify.annotations.NullMarked;
