package dev.pawl.cli.json;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/** {@code pawl version --json}. */
@Json
record VersionJson(@Nullable String schemaVersion, int applied, String tool) {}
