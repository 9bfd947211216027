/** The documents that are made from the code, and the tests that hold them to it. */
@NullMarked
package dev.pawl.acceptance.documents;

import org.jspecify.annotations.NullMarked;
