package dev.pawl.record;

/**
 * What pawl itself remembers of an applied script.
 *
 * @param stored the checksum that went into the history; empty where the shape has no column for it
 * @param normalised SHA-256 of the normalised text
 */
record ScriptRecord(String stored, String normalised) {}
