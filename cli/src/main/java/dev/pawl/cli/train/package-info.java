/**
 * What the launcher runs once, so that the JVM writes down which classes commands need: short commands then start in half
 * the time.
 */
@NullMarked
package dev.pawl.cli.train;

import org.jspecify.annotations.NullMarked;
