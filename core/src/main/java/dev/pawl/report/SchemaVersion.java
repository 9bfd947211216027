package dev.pawl.report;

import java.util.Optional;

/**
 * The version of the schema (spec T1, seed D55).
 *
 * @param version the newest applied one; empty on a database without history
 * @param applied how many are applied
 */
public record SchemaVersion(Optional<String> version, int applied) {}
