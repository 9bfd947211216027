/**
 * What tests of every module need from a server: one server a JVM, a fresh database a test.
 */
@NullMarked
package dev.pawl.embedded.testing;

import org.jspecify.annotations.NullMarked;
