/**
 * Runners that are killed, stopped and cut off, servers that crash, poolers in between: in comes the packaged command line, out
 * comes whether every migration was applied once. {@code -Dpawl.torture=full} does all of it.
 */
package dev.pawl.acceptance.torture;
