/** Reports and problems as JSON. The keys are a contract: see the golden tests. */
@NullMarked
package dev.pawl.cli.json;

import org.jspecify.annotations.NullMarked;
