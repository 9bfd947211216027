package dev.pawl.cli.json;

import io.avaje.jsonb.Json;

/** {@code pawl --version --json}. */
@Json
record ToolJson(String tool) {}
